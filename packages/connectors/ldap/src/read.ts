import { ConnectorError, type Call, type SourceEvent } from '@passerelle/connector-kit';
import { errorOf, openSession, readAhead, type Search, type Session } from '@passerelle/ldap-client';
import { mappingOf, type LdapConfig } from './config.ts';
import { adviceOf } from './advice.ts';
import { readGroupMembers } from './group-members.ts';
import { fields, type Preset } from './presets.ts';
import { recordOf } from './record-of.ts';
import { Tally } from './tally.ts';

/** Streams every person of the directory, a page at a time; `complete` only when nothing can have been left out. */
export async function* readPeople(
  config: LdapConfig,
  loadCa: () => Promise<string | undefined>,
  call: Call,
): AsyncGenerator<SourceEvent> {
  const mapping = mappingOf(config);
  const tally = new Tally(config, mapping);
  let session: Session | null = null;
  try {
    session = await openSession(config, await loadCa(), call);
    const groups = await readGroupMembers(session, config, mapping, (page) => tally.refuseReferrals(page));
    let last = 0;
    for await (const page of readAhead(session.pages(peopleSearch(config, mapping)))) {
      tally.refuseReferrals(page);
      last = page.entries.length;
      for (const entry of page.entries) {
        tally.entries++;
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
    if (last === 0 && tally.entries > 0) await confirmTheEnd(session, config, mapping, tally.entries);
    yield* tally.notices(groups.unmet());
    yield { kind: 'end', state: 'complete', shape: tally.shape() };
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

/**
 * ldapts takes a page without entries for the last one, but a server may send an empty page in the middle (Active Directory does, when a filter
 * matches little). So an empty last page is believed only when counting again, in pages of another size, gives the same number.
 */
async function confirmTheEnd(session: Session, config: LdapConfig, mapping: Preset, entries: number): Promise<void> {
  let count = 0;
  let last = 0;
  const pageSize = config.pageSize > 7 ? config.pageSize - 7 : config.pageSize + 7;
  const ids = { ...peopleSearch(config, mapping), name: 'count people', attributes: ['1.1'], pageSize };
  for await (const page of session.pages(ids)) {
    last = page.entries.length;
    count += last;
  }
  if (count === entries && last > 0) return;
  throw new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'target',
    request: 'ldap: read people',
    detail: `the pages ended with an empty one after ${entries} entries, and counting again gave ${count}`,
  });
}
