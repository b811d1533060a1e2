/** The LDAP source against a directory in every kind of trouble: a part is never taken for the whole. */
import { readFile } from 'node:fs/promises';
import { silent, type SourceEvent } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldap } from '@passerelle/connector-ldap';
import { say } from '@passerelle/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDirectory, type Directory } from '../../../../apps/sandbox/src/directory/index.ts';

const example = new URL('../../../../examples/directory.ldif', import.meta.url);
let directory: Directory;
beforeEach(async () => {
  directory = await startDirectory({ ldif: await readFile(example, 'utf8') });
});
afterEach(() => directory.stop());

const sourceWith = (extra: object = {}) => {
  const config = ldap.manifest.config.parse({
    url: directory.url,
    bind: { dn: directory.reader.dn, password: directory.reader.password },
    base: `ou=people,${directory.suffix}`,
    pageSize: 100,
    timeout: 5,
    ...extra,
  });
  const readNothing = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(new Uint8Array());
  };
  return ldap.connect(config, { name: 'ldap', logger: silent, now: Date.now, readFile: readNothing });
};
const read = async (extra: object = {}, call = testCall()) => {
  const events: SourceEvent[] = [];
  for await (const event of sourceWith(extra).read(call)) events.push(event);
  const records = events.flatMap((event) => (event.kind === 'record' ? [event.record] : []));
  const notices = events.flatMap((event) => (event.kind === 'notice' ? [event.reason] : []));
  return { records, notices, end: events.at(-1), call };
};
const groups = (...map: object[]) => ({ groups: { base: `ou=groups,${directory.suffix}`, map } });

describe('everybody is read', () => {
  it('in pages, with who is in which group', async () => {
    const { records, end, call } = await read(
      groups(
        { cn: 'INFIRMIERS', community: 'icane', participation: 'active' },
        { dn: `cn=bibliothécaires,ou=groups,${directory.suffix}`, community: 'icso', role: 'expert' },
      ),
    );
    expect(records).toHaveLength(300);
    expect(end).toMatchObject({ state: 'complete', shape: { idField: 'entryUUID', records: 300 } });
    const amelie = records.find(({ login }) => login === 'amelie.lambert');
    expect(amelie).toMatchObject({ displayName: 'Amélie Lambert', memberships: [{ community: 'icane' }] });
    expect(records.some(({ assignments }) => assignments[0]?.role === 'expert')).toBe(true);
    // Bind, groups by name, group by DN, three pages: each asked for once.
    expect(call.asked).toHaveLength(call.outcomes.length);
  });

  it('only what is mapped is asked for, and never a password', async () => {
    await read();
    const asked = directory.searches.flatMap(({ attributes }) => attributes.map((name) => name.toLowerCase()));
    expect(asked).toContain('entryuuid');
    expect(asked).not.toContain('*');
    expect(asked).not.toContain('userpassword');
  });

  it('and doctor finds nothing wrong', async () => {
    const states: [string, string][] = [];
    for await (const check of sourceWith().check(testCall())) {
      for (const language of ['fr', 'en'] as const) {
        expect(say(ldap.manifest.texts[language], language, check.found)).not.toMatch(/\{\w+\}|^ldap\./);
      }
      states.push([check.id, check.state]);
    }
    expect(states.filter(([, state]) => state === 'problem')).toEqual([]);
    expect(states.map(([id]) => id)).toContain('ldap.paging');
  });
});

describe('a part is never the whole', () => {
  it.each([
    ['a base that is not there', { base: 'ou=nobody,dc=example,dc=org' }, 'not-found', 'ldap.advice.base-not-found'],
    ['a page that is too large', { pageSize: 5000 }, 'rejected', 'ldap.advice.page-too-large'],
    ['no account', { bind: undefined }, 'not-found', 'ldap.advice.base-not-found'],
    [
      'a wrong password',
      { bind: { dn: 'cn=reader,dc=example,dc=org', password: 'no' } },
      'unauthorized',
      'ldap.advice.credentials',
    ],
  ])('%s', async (_, extra, code, advice) => {
    const { end, notices } = await read(extra);
    expect(end).toMatchObject({ kind: 'end', state: 'partial', error: { code, retry: 'never', scope: 'target' } });
    expect(notices.map((notice) => notice.code)).toContain(advice);
  });

  it.each([
    ['cut off in the middle of a page', { kind: 'break-off', afterEntries: 50 }, ['unreachable'], {}],
    ['stopped by its time limit', { kind: 'time-limit' }, ['timeout'], {}],
    ['slower than our patience', { kind: 'slow', milliseconds: 1000 }, ['timeout', 'unreachable'], { timeout: 0.2 }],
  ] as const)('a directory that is %s', async (_, trouble, codes, extra) => {
    directory.disturb(trouble);
    const { end, records } = await read(extra);
    expect(records.length).toBeLessThan(300);
    const error = end?.kind === 'end' && end.state === 'partial' ? end.error : null;
    expect(codes).toContain(error?.code);
    expect(error?.retry).toBe('backoff');
  });

  it('a group that was renamed empties nobody', async () => {
    const { end, records } = await read(groups({ cn: 'gone', community: 'icane', participation: 'core' }));
    expect(records).toEqual([]);
    expect(end).toMatchObject({ state: 'partial', error: { code: 'not-found' } });
  });

  it('a directory that refuses connections', async () => {
    directory.disturb({ kind: 'refuse' });
    expect((await read()).end).toMatchObject({ state: 'partial', error: { code: 'unreachable', retry: 'backoff' } });
  });

  it('a worker that is asked to stop sends nothing', async () => {
    const controller = new AbortController();
    controller.abort();
    const before = directory.searches.length;
    const { end } = await read({}, testCall({ signal: controller.signal }));
    expect(end).toMatchObject({ state: 'partial', error: { code: 'aborted' } });
    expect(directory.searches).toHaveLength(before);
  });

  it('a password is in no error', async () => {
    const password = 'hunter2-hunter2';
    const { end } = await read({ bind: { dn: 'cn=reader,dc=example,dc=org', password } });
    const told = end?.kind === 'end' && end.state === 'partial' ? `${end.error.message} ${end.error.stack}` : '';
    expect(told).not.toBe('');
    expect(told).not.toContain(password);
  });
});
