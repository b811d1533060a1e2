import type { Call, SourceEvent, SourceMembership, SourceAssignment, SourceRecord } from '@passerelle/connector-kit';
import { everyEntry, errorOf, idAssertion, openSession, type Search, type Session } from '@passerelle/ldap-client';
import {
  AndFilter,
  EqualityFilter,
  FilterParser,
  GreaterThanEqualsFilter,
  OrFilter,
  type Entry,
  type Filter,
} from 'ldapts';
import { adviceOf } from './advice.ts';
import { mappingOf, type LdapConfig } from './config.ts';
import { askedOf, cursorFrom, highestUsn, NewestChange, serverOf, sinceMark, type Cursor } from './cursor.ts';
import { readGroupMembers, type GroupMembers } from './group-members.ts';
import { fields, type Preset } from './presets.ts';
import { peopleSearch, readPeople } from './read.ts';
import { externalIdOf, isActive, recordOf } from './record-of.ts';
import { Tally } from './tally.ts';

/** Somebody who is there and whose entry was not read again, with what a change of the entry does not show: groups, and whether the account is closed. */
export interface PresentEvent {
  readonly kind: 'present';
  readonly externalId: string;
  readonly active: boolean;
  readonly memberships: readonly SourceMembership[];
  readonly assignments: readonly SourceAssignment[];
}
export type ChangeEvent = SourceEvent | PresentEvent;

/** Where a reading goes on from. */
export interface Since {
  /** Of the last accepted reading. */
  readonly cursor: string;
  /** Records to read again whether they changed or not: questions that a person may have answered. */
  readonly again: readonly string[];
}

const FULL_EVERY_MS = 24 * 3_600_000;
const MOST_AGAIN = 50;
/** More than this is read in full: so the guards, which look at whole readings, miss nothing large; and what is held in memory stays small. */
const most = (records: number): number => Math.max(20, Math.min(5_000, records / 5));

/**
 * What is new since a reading: changed entries in full, everybody else by id alone. Whoever is not among the ids is gone. Groups are read whole each time:
 * a person who is renamed or deleted changes them without moving their timestamps (slapd's memberof and refint). Where the cursor is of no use, or more
 * has changed than should go through unlooked at, it is a full reading.
 */
export async function* readChanges(
  config: LdapConfig,
  loadCa: () => Promise<string | undefined>,
  now: () => number,
  since: Since,
  call: Call,
): AsyncGenerator<ChangeEvent> {
  const mapping = mappingOf(config);
  const cursor = cursorFrom(since.cursor);
  const from = cursor === null ? null : sinceMark(cursor, mapping);
  const isUsable = cursor?.of === askedOf(config, mapping) && now() - cursor.fullAt < FULL_EVERY_MS;
  const again = idFilters(since.again, mapping);
  if (cursor === null || from === null || !isUsable || again === null) {
    yield* readPeople(config, loadCa, now, call);
    return;
  }
  let session: Session | null = null;
  let isTooMuch = false;
  try {
    session = await openSession(config, await loadCa(), call);
    const server = await serverOf(session, mapping);
    if (server === cursor.server) {
      const usn = await highestUsn(session, mapping);
      const tally = new Tally(config, mapping, cursor.filled);
      const groups = await readGroupMembers(session, config, mapping, (page) => tally.refuseReferrals(page));
      const newest = new NewestChange(cursor.mark);
      const changed = await changedEntries(session, changesSearch(config, mapping, from, again), mapping, cursor);
      if (changed !== null && !looksDamaged(changed, config, mapping, cursor)) {
        changed.forEach((entry) => newest.see(entry));
        yield* told(changed, groups, config, mapping, tally);
        yield* present(session, config, mapping, groups, new Set(idsOf(changed, mapping)), tally);
        yield* tally.notices(groups.unmet());
        const mark = usn ?? newest.mark ?? cursor.mark;
        const shape = { ...tally.shape(), cursor: JSON.stringify({ ...cursor, mark } satisfies Cursor) };
        yield { kind: 'end', state: 'complete', shape };
        return;
      }
    }
    isTooMuch = true;
  } catch (thrown) {
    const error = errorOf({ platform: 'ldap', name: 'read changes' }, thrown, call.signal);
    const advice = adviceOf(error, config);
    if (advice !== null) yield { kind: 'notice', where: config.base, reason: advice };
    yield { kind: 'end', state: 'partial', error };
  } finally {
    await session?.close();
  }
  if (isTooMuch) yield* readPeople(config, loadCa, now, call);
}

/** Null: too many of them. */
function idFilters(ids: readonly string[], { attributes, idEncoding }: Preset): readonly Filter[] | null {
  if (ids.length > MOST_AGAIN) return null;
  const filters: Filter[] = [];
  for (const id of new Set(ids)) {
    for (const attribute of attributes.externalId) {
      const value = idAssertion(id, { attribute, encoding: idEncoding });
      if (value !== null) filters.push(new EqualityFilter({ attribute, value }));
    }
  }
  return filters;
}

function changesSearch(config: LdapConfig, mapping: Preset, from: string, again: readonly Filter[]): Search {
  const attribute = mapping.changes === 'usn' ? 'uSNChanged' : 'modifyTimestamp';
  const changed = new GreaterThanEqualsFilter({ attribute, value: from });
  const which = again.length === 0 ? changed : new OrFilter({ filters: [changed, ...again] });
  const filter = new AndFilter({ filters: [FilterParser.parseString(mapping.filter), which] });
  return { ...peopleSearch(config, mapping), name: 'read changed people', filter };
}

/** Null: more than should be taken over without a look at the whole. @throws ConnectorError */
async function changedEntries(
  session: Session,
  search: Search,
  mapping: Preset,
  { records }: Cursor,
): Promise<readonly Entry[] | null> {
  const entries: Entry[] = [];
  for await (const entry of everyEntry(session, search, mapping.harmlessReferrals)) {
    entries.push(entry);
    if (entries.length > most(records)) return null;
  }
  return entries;
}

/** A field that most people carry, and few of those that changed: perhaps the reading account may not see it any more. The whole shows it. */
function looksDamaged(entries: readonly Entry[], config: LdapConfig, mapping: Preset, cursor: Cursor): boolean {
  const tally = new Tally(config, mapping);
  const read = entries.flatMap((entry) => recordIn(entry, { memberships: [], assignments: [] }, config, mapping) ?? []);
  if (read.length < 5) return false;
  read.forEach((record) => tally.count(record));
  const { filled } = tally.shape();
  return fields.some((field) => {
    const before = (cursor.filled[field] ?? 0) / Math.max(1, cursor.records);
    return before >= 0.5 && (filled[field] ?? 0) / read.length < before / 2;
  });
}

const recordIn = (
  entry: Entry,
  stations: { readonly memberships: readonly SourceMembership[]; readonly assignments: readonly SourceAssignment[] },
  config: LdapConfig,
  mapping: Preset,
): SourceRecord | null => {
  const reading = recordOf(entry, mapping, stations, config.emailDomains);
  return reading.kind === 'record' ? reading.record : null;
};
const idsOf = (entries: readonly Entry[], mapping: Preset): readonly string[] =>
  entries.flatMap((entry) => externalIdOf(entry, mapping) ?? []);

function* told(
  entries: readonly Entry[],
  groups: GroupMembers,
  config: LdapConfig,
  mapping: Preset,
  tally: Tally,
): Generator<ChangeEvent> {
  for (const entry of entries) {
    const reading = recordOf(entry, mapping, groups.of(entry.dn), config.emailDomains);
    if (reading.kind === 'rejected') {
      yield { kind: 'rejected', where: entry.dn, externalId: reading.externalId, reason: reading.reason };
      continue;
    }
    tally.countPresent(reading.record);
    yield { kind: 'record', record: reading.record };
  }
}

/** Everybody else, by what identifies them and what closes an account: a lock may leave the timestamp as it was. @throws ConnectorError */
async function* present(
  session: Session,
  config: LdapConfig,
  mapping: Preset,
  groups: GroupMembers,
  told: ReadonlySet<string>,
  tally: Tally,
): AsyncGenerator<ChangeEvent> {
  const { inactive, attributes } = mapping;
  const wanted = [...attributes.externalId, ...(inactive === null ? [] : [inactive.attribute])];
  const search = { ...peopleSearch(config, mapping), name: 'read who is there', attributes: wanted };
  for await (const entry of everyEntry(session, search, mapping.harmlessReferrals)) {
    const { memberships, assignments } = groups.of(entry.dn);
    const externalId = externalIdOf(entry, mapping);
    // Refused without an id, as in a full reading: then nobody is missed.
    if (externalId === null) {
      const reading = recordOf(entry, mapping, { memberships, assignments }, config.emailDomains);
      if (reading.kind === 'rejected') {
        yield { kind: 'rejected', where: entry.dn, externalId: null, reason: reading.reason };
      }
      continue;
    }
    if (told.has(externalId)) continue;
    tally.countPresent({ memberships, assignments });
    yield { kind: 'present', externalId, active: isActive(entry, mapping), memberships, assignments };
  }
}
