import { ConnectorError, type SourceAssignment, type SourceMembership } from '@passerelle/connector-kit';
import {
  everyValue,
  InvalidDn,
  normaliseDn,
  valuesOf,
  type Page,
  type Search,
  type Session,
} from '@passerelle/ldap-client';
import { participations } from '@passerelle/model';
import { escapeFilter, type Entry } from 'ldapts';
import type { GroupMapping, LdapConfig } from './config.ts';
import { NestedGroups } from './nested-groups.ts';
import type { Preset } from './presets.ts';
import type { Stations } from './record-of.ts';

/** Who is in the mapped groups, by DN. Holds one entry per member of those groups, so memory grows with them and not with the directory. */
export interface GroupMembers {
  /** What the groups say of the person at this DN; remembers that the DN was met. */
  of(dn: string): Stations;
  /** DNs in the groups that no person had: placeholders, people outside the filter, groups outside the base. Known when all people have been read. */
  readonly unmet: () => readonly string[];
}
interface Place {
  readonly mappings: GroupMapping[];
  met: boolean;
}
const nothing: Stations = { memberships: [], assignments: [] };
export const noGroups: GroupMembers = { of: () => nothing, unmet: () => [] };

/** Group names in one search: keeps the filter well below what servers accept. */
const NAMES_PER_SEARCH = 50;

/**
 * Reads every mapped group. A group that is not there stops the reading: it may have been renamed or become unreadable, and to take it for an
 * empty one would throw everybody out of a community.
 * @throws ConnectorError
 */
export async function readGroupMembers(
  session: Session,
  config: LdapConfig,
  mapping: Preset,
  onPage: (page: Page) => void,
): Promise<GroupMembers> {
  const { groups } = config;
  if (groups === undefined) return noGroups;
  const places = new Map<string, Place>();
  const found = new Set<GroupMapping>();
  const search = (filter: string): Search => ({
    name: 'read groups',
    base: groups.base,
    scope: 'sub',
    filter,
    attributes: ['cn', ...mapping.memberAttributes],
    pageSize: config.pageSize,
  });
  const inner = groups.nested ? await groupNames(session, search(mapping.groupFilter), onPage) : new Set<string>();
  const nested = new NestedGroups();
  const take = async (entry: Entry, wanted: readonly GroupMapping[]): Promise<void> => {
    for (const one of wanted) found.add(one);
    for (const attribute of mapping.memberAttributes) {
      for await (const member of everyValue(session, entry, attribute)) {
        const key = keyOf(member);
        if (inner.has(key)) {
          nested.want(key, member, wanted);
          continue;
        }
        const place = places.get(key);
        if (place === undefined) places.set(key, { mappings: [...wanted], met: false });
        else place.mappings.push(...wanted);
      }
    }
  };

  const byName = groups.map.filter((one) => one.cn !== undefined);
  for (let at = 0; at < byName.length; at += NAMES_PER_SEARCH) {
    const chunk = byName.slice(at, at + NAMES_PER_SEARCH);
    const names = chunk.map(({ cn = '' }) => escapeFilter`(cn=${cn})`).join('');
    for await (const page of session.pages(search(`(&${mapping.groupFilter}(|${names}))`))) {
      onPage(page);
      for (const entry of page.entries) {
        const cns = new Set(valuesOf(entry).text('cn').map(foldName));
        await take(
          entry,
          chunk.filter(({ cn = '' }) => cns.has(foldName(cn))),
        );
      }
    }
  }
  for (const [dn, wanted] of Map.groupBy(
    groups.map.filter((one) => one.dn !== undefined),
    (one) => one.dn ?? '',
  )) {
    const entry = await session.entry({ ...search('(objectClass=*)'), base: dn });
    if (entry !== null) await take(entry, wanted);
  }
  for (let next = nested.next(); next !== null; next = nested.next()) {
    const entry = await session.entry({ ...search('(objectClass=*)'), name: 'read a nested group', base: next.dn });
    // Gone since its name was read: who was in it is not known, which is not "nobody".
    if (entry === null) throw notFound(next.dn);
    await take(entry, next.wanted);
  }

  const missing = groups.map.filter((one) => !found.has(one)).map((one) => one.dn ?? one.cn ?? '');
  if (missing.length > 0) throw notFound(missing.slice(0, 5).join(' · '));
  return {
    of(dn) {
      const place = places.get(keyOf(dn));
      if (place === undefined) return nothing;
      place.met = true;
      return stationsOf(place.mappings);
    },
    unmet: () => [...places].filter(([, { met }]) => !met).map(([dn]) => dn),
  };
}

const notFound = (which: string): ConnectorError =>
  new ConnectorError({
    code: 'not-found',
    retry: 'never',
    scope: 'target',
    request: 'ldap: read groups',
    detail: `no such group: ${which}`,
  });

/** The DNs of all groups, by which a member that is a group is told from a person. */
async function groupNames(
  session: Session,
  search: Search,
  onPage: (page: Page) => void,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const page of session.pages({ ...search, name: 'read the names of groups', attributes: ['1.1'] })) {
    onPage(page);
    for (const { dn } of page.entries) keys.add(keyOf(dn));
  }
  return keys;
}

const foldName = (name: string): string => name.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');

/** A DN that breaks the grammar can still be compared as it is written. */
function keyOf(dn: string): string {
  try {
    return normaliseDn(dn);
  } catch (error) {
    if (error instanceof InvalidDn) return dn.trim().toLowerCase();
    throw error;
  }
}

/** One claim per community and role; of several participation levels in one community, the nearest to the centre. */
function stationsOf(mappings: readonly GroupMapping[]): Stations {
  const memberships = new Map<string, SourceMembership>();
  const assignments = new Map<string, SourceAssignment>();
  for (const one of mappings) {
    const { community } = one;
    if ('role' in one) {
      assignments.set(`${community}/${one.role}`, { community, role: one.role, from: null, until: null });
      continue;
    }
    const known = memberships.get(community);
    if (
      known === undefined ||
      participations.indexOf(one.participation) > participations.indexOf(known.participation)
    ) {
      memberships.set(community, { community, participation: one.participation, from: null, until: null });
    }
  }
  return { memberships: [...memberships.values()], assignments: [...assignments.values()] };
}
