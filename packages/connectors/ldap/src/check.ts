import type { Call, Check } from '@passerelle/connector-kit';
import { errorOf, openSession, valuesOf, type Session } from '@passerelle/ldap-client';
import { message, type Message } from '@passerelle/model';
import type { Entry } from 'ldapts';
import { adviceOf } from './advice.ts';
import { mappingOf, type LdapConfig } from './config.ts';
import { readGroupMembers } from './group-members.ts';
import { fields, type Preset } from './presets.ts';
import { peopleSearch } from './read.ts';
import { recordOf } from './record-of.ts';

const CLOCK_TOLERANCE_S = 60;
/** Entries looked at to say which attributes are filled. */
const SAMPLE = 200;

const ok = (id: string, found: Message): Check => ({ id, state: 'ok', found, remedy: null });

/** `doctor` for a directory: each answer says what to do. Reads only, and never more than one whole list of names. */
export async function* checkDirectory(
  config: LdapConfig,
  loadCa: () => Promise<string | undefined>,
  now: () => number,
  call: Call,
): AsyncGenerator<Check> {
  const failed = (id: string, thrown: unknown): Check => {
    const error = errorOf({ platform: 'ldap', name: 'check' }, thrown, call.signal);
    return {
      id,
      state: 'problem',
      found: message(`${id}.problem`.replace('ldap.', 'ldap.check.'), { base: config.base, detail: error.detail }),
      remedy: adviceOf(error, config),
    };
  };
  let session: Session;
  try {
    session = await openSession(config, await loadCa(), call);
  } catch (thrown) {
    yield failed('ldap.reachable', thrown);
    return;
  }
  try {
    yield ok('ldap.reachable', message('ldap.check.reachable.ok', { address: session.url }));
    yield encryption(config, session.url);
    yield binding(config);
    try {
      await session.entry({ name: 'read the base', base: config.base, filter: '(objectClass=*)', attributes: ['1.1'] });
      yield ok('ldap.base', message('ldap.check.base.ok', { base: config.base }));
    } catch (thrown) {
      yield failed('ldap.base', thrown);
      return;
    }
    const mapping = mappingOf(config);
    try {
      yield* people(session, config, mapping);
    } catch (thrown) {
      yield failed('ldap.paging', thrown);
    }
    if (config.groups !== undefined) {
      try {
        await readGroupMembers(session, config, mapping, () => undefined);
        yield ok('ldap.groups', message('ldap.check.groups.ok', { count: config.groups.map.length }));
      } catch (thrown) {
        yield failed('ldap.groups', thrown);
      }
    }
    yield await clock(session, now);
  } finally {
    await session.close();
  }
}

function encryption(config: LdapConfig, url: string): Check {
  const id = 'ldap.tls';
  if (url.startsWith('ldaps:')) return ok(id, message('ldap.check.tls.ok', { how: 'ldaps' }));
  if (config.startTls) return ok(id, message('ldap.check.tls.ok', { how: 'StartTLS' }));
  if (/^ldap:\/\/(localhost|127\.|\[::1\])/.test(url)) return ok(id, message('ldap.check.tls.loopback'));
  return { id, state: 'problem', found: message('ldap.check.tls.problem'), remedy: message('ldap.check.tls.remedy') };
}

function binding({ bind }: LdapConfig): Check {
  const id = 'ldap.bind';
  if (bind !== undefined) return ok(id, message('ldap.check.bind.ok', { account: bind.dn }));
  const remedy = message('ldap.check.bind.anonymous.remedy');
  return { id, state: 'warning', found: message('ldap.check.bind.anonymous'), remedy };
}

/** The whole list by name only, which is what shows a size limit; then a sample with its attributes. */
async function* people(session: Session, config: LdapConfig, mapping: Preset): AsyncGenerator<Check> {
  const search = peopleSearch(config, mapping);
  let count = 0;
  for await (const page of session.pages({ ...search, attributes: ['1.1'] })) count += page.entries.length;
  if (count === 0) {
    const params = { filter: mapping.filter, base: config.base, account: config.bind?.dn ?? '–' };
    yield {
      id: 'ldap.paging',
      state: 'problem',
      found: message('ldap.check.paging.empty', params),
      remedy: message('ldap.check.paging.empty.remedy', params),
    };
    return;
  }
  yield ok('ldap.paging', message('ldap.check.paging.ok', { pageSize: config.pageSize, count }));
  const sample: Entry[] = [];
  for await (const page of session.pages({ ...search, pageSize: Math.min(SAMPLE, config.pageSize) })) {
    sample.push(...page.entries);
    break;
  }
  yield* example(sample, config, mapping);
  for (const field of fields) {
    const attributes = mapping.attributes[field];
    if (attributes.length === 0) continue;
    const has = (entry: Entry): boolean => attributes.some((name) => valuesOf(entry).bytes(name) !== null);
    const filled = sample.filter(has).length;
    const params = { field, filled, count: sample.length, attributes: attributes.join(', ') };
    const id = `ldap.attribute.${field}`;
    if (filled > 0) yield ok(id, message('ldap.check.attribute.ok', params));
    else {
      yield {
        id,
        state: field === 'externalId' ? 'problem' : 'warning',
        found: message('ldap.check.attribute.missing', params),
        remedy: message('ldap.check.attribute.remedy', params),
      };
    }
  }
}

function* example(sample: readonly Entry[], config: LdapConfig, mapping: Preset): Generator<Check> {
  const [entry] = sample;
  if (entry === undefined) return;
  const reading = recordOf(entry, mapping, { memberships: [], assignments: [] }, config.emailDomains);
  if (reading.kind === 'record') {
    const { displayName: name, externalId } = reading.record;
    yield ok('ldap.sample', message('ldap.check.sample.ok', { name, dn: entry.dn, id: externalId }));
    return;
  }
  const found = message('ldap.check.sample.problem', { dn: entry.dn, why: reading.reason.code });
  yield { id: 'ldap.sample', state: 'warning', found, remedy: reading.reason };
}

/** Active Directory tells its time in the root DSE; OpenLDAP only in its monitor, which a reading account rarely sees. */
async function clock(session: Session, now: () => number): Promise<Check> {
  const id = 'ldap.clock';
  const unknown: Check = { id, state: 'unknown', found: message('ldap.check.clock.unknown'), remedy: null };
  try {
    const root = await session.entry({
      name: 'read the clock',
      base: '',
      filter: '(objectClass=*)',
      attributes: ['currentTime'],
    });
    const text = root === null ? undefined : valuesOf(root).text('currentTime')[0];
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/
      .exec(text ?? '')
      ?.slice(1)
      .map(Number);
    if (parts === undefined) return unknown;
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
    const seconds = Math.round(Math.abs(Date.UTC(year, month - 1, day, hour, minute, second) - now()) / 1000);
    if (seconds <= CLOCK_TOLERANCE_S) return ok(id, message('ldap.check.clock.ok', { seconds }));
    const remedy = message('ldap.check.clock.remedy');
    return { id, state: 'problem', found: message('ldap.check.clock.problem', { seconds }), remedy };
  } catch {
    return unknown;
  }
}
