import type { Call, SourceEvent } from '@passerelle/connector-kit';
import { confirmTheEnd, errorOf, openSession, readAhead, type Search, type Session } from '@passerelle/ldap-client';
import { mappingOf, type LdapConfig } from './config.ts';
import { askedOf, highestUsn, NewestChange, serverOf, type Cursor } from './cursor.ts';
import { adviceOf } from './advice.ts';
import { readGroupMembers } from './group-members.ts';
import { fields, type Preset } from './presets.ts';
import { recordOf } from './record-of.ts';
import { Tally } from './tally.ts';

/** Streams every person of the directory, a page at a time; `complete` only when nothing can have been left out. */
export async function* readPeople(
  config: LdapConfig,
  loadCa: () => Promise<string | undefined>,
  now: () => number,
  call: Call,
): AsyncGenerator<SourceEvent> {
  const mapping = mappingOf(config);
  const tally = new Tally(config, mapping);
  let session: Session | null = null;
  try {
    session = await openSession(config, await loadCa(), call);
    const startedAt = now();
    const server = await serverOf(session, mapping);
    const usn = await highestUsn(session, mapping);
    const newest = new NewestChange();
    const groups = await readGroupMembers(session, config, mapping, (page) => tally.refuseReferrals(page));
    let last = 0;
    for await (const page of readAhead(session.pages(peopleSearch(config, mapping)))) {
      tally.refuseReferrals(page);
      last = page.entries.length;
      for (const entry of page.entries) {
        tally.entries++;
        newest.see(entry);
        const reading = recordOf(entry, mapping, groups.of(entry.dn), config.emailDomains);
        if (reading.kind === 'rejected') {
          yield { kind: 'rejected', where: entry.dn, externalId: reading.externalId, reason: reading.reason };
          continue;
        }
        if (reading.severalAddresses) tally.severalAddresses++;
        tally.count(reading.record);
        yield { kind: 'record', record: reading.record };
      }
    }
    if (last === 0 && tally.entries > 0) await confirmTheEnd(session, peopleSearch(config, mapping), tally.entries);
    yield* tally.notices(groups.unmet());
    const shape = tally.shape();
    const mark = usn ?? newest.mark;
    if (mark === null) {
      yield { kind: 'end', state: 'complete', shape };
      return;
    }
    const { filled, records } = shape;
    const cursor: Cursor = {
      version: 1,
      of: askedOf(config, mapping),
      server,
      mark,
      fullAt: startedAt,
      filled,
      records,
    };
    const withCursor = { ...shape, cursor: JSON.stringify(cursor) };
    yield { kind: 'end', state: 'complete', shape: withCursor };
  } catch (thrown) {
    const error = errorOf({ platform: 'ldap', name: 'read people' }, thrown, call.signal);
    const advice = adviceOf(error, config);
    if (advice !== null) yield { kind: 'notice', where: config.base, reason: advice };
    yield { kind: 'end', state: 'partial', error };
  } finally {
    await session?.close();
  }
}

/** Only what is mapped is asked for. */
export function peopleSearch(config: LdapConfig, mapping: Preset): Search {
  const attributes = new Set(fields.flatMap((field) => mapping.attributes[field]));
  if (mapping.inactive !== null) attributes.add(mapping.inactive.attribute);
  if (mapping.changes === 'timestamp') attributes.add('modifyTimestamp');
  return {
    name: 'read people',
    base: config.base,
    scope: config.scope,
    filter: mapping.filter,
    attributes: [...attributes],
    binary: mapping.idEncoding === 'guid' ? [...mapping.attributes.externalId, 'objectGUID'] : [],
    pageSize: config.pageSize,
  };
}
