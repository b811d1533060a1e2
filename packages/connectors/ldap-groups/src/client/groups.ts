import {
  escapeDnValue,
  everyEntry,
  everyValue,
  idAssertion,
  idIn,
  valuesOf,
  type Search,
} from '@passerelle/ldap-client';
import type { NativeId } from '@passerelle/model';
import { AndFilter, EqualityFilter, FilterParser, OrFilter, type Entry, type Filter } from 'ldapts';
import { comparable, type Ldap, type Session } from '../session.ts';

/** A group of the branch, whoever made it. */
export interface GroupEntry {
  readonly id: NativeId;
  readonly dn: string;
  readonly name: string;
  readonly label: string | null;
  /** Our key, where we made or adopted it. */
  readonly mark: string | null;
  /** DNs as the directory has them, piece by piece where it hands them out so. */
  members(): AsyncGenerator<string>;
}

/** Begins the mark, so that whatever else the attribute holds is never taken for one. */
const MARK = 'passerelle:';
export const markOf = (key: string): string => `${MARK}${key}`;
export const dnOfGroup = ({ config }: Session, name: string): string => `cn=${escapeDnValue(name)},${config.branch}`;

const groupSearch = ({ config, dialect }: Session, filter: string | Filter, withMembers: boolean): Search => ({
  name: 'read groups',
  base: config.branch,
  scope: 'sub',
  filter,
  attributes: [dialect.id.attribute, 'cn', dialect.group.label, dialect.group.mark, ...(withMembers ? ['member'] : [])],
  binary: dialect.id.encoding === 'guid' ? [dialect.id.attribute] : [],
  pageSize: config.pageSize,
});

function groupOf({ dialect }: Session, ldap: Ldap, entry: Entry): GroupEntry | null {
  const values = valuesOf(entry);
  const id = idIn(values, dialect.id);
  const name = values.text('cn')[0];
  if (id === null || name === undefined) return null;
  const mark = values.text(dialect.group.mark).find((text) => text.startsWith(MARK));
  return {
    id,
    dn: entry.dn,
    name,
    label: values.text(dialect.group.label)[0] ?? null,
    mark: mark?.slice(MARK.length) ?? null,
    members: () => everyValue(ldap, entry, 'member'),
  };
}

async function* groupsOf(session: Session, ldap: Ldap, search: Search): AsyncGenerator<GroupEntry> {
  for await (const entry of everyEntry(ldap, search, session.dialect.harmlessReferrals)) {
    const group = groupOf(session, ldap, entry);
    if (group !== null) yield group;
  }
}

/** Every group of the branch with its members. */
export const everyGroup = (session: Session, ldap: Ldap): AsyncGenerator<GroupEntry> =>
  groupsOf(session, ldap, groupSearch(session, session.dialect.group.filter, true));

const IN_ONE_SEARCH = 100;

/** Those with one of these ids or names, wherever in the branch they have been moved. */
export async function* someGroups(
  session: Session,
  ldap: Ldap,
  { ids, names = [], withMembers }: { ids: Iterable<NativeId>; names?: readonly string[]; withMembers: boolean },
): AsyncGenerator<GroupEntry> {
  const { id: rule, group } = session.dialect;
  const filters = [
    ...[...new Set(ids)].flatMap((id) => {
      const value = idAssertion(id, rule);
      return value === null ? [] : [new EqualityFilter({ attribute: rule.attribute, value })];
    }),
    ...names.map((value) => new EqualityFilter({ attribute: 'cn', value })),
  ];
  const met = new Set<string>();
  for (let at = 0; at < filters.length; at += IN_ONE_SEARCH) {
    const some = new OrFilter({ filters: filters.slice(at, at + IN_ONE_SEARCH) });
    const filter = new AndFilter({ filters: [FilterParser.parseString(group.filter), some] });
    for await (const found of groupsOf(session, ldap, groupSearch(session, filter, withMembers))) {
      if (met.has(found.id)) continue;
      met.add(found.id);
      yield found;
    }
  }
}

/** A group by its DN; null: it is not there. */
export async function groupAt(session: Session, ldap: Ldap, dn: string): Promise<GroupEntry | null> {
  const { scope: _, pageSize: __, ...search } = groupSearch(session, session.dialect.group.filter, true);
  const entry = await entryAt(ldap, { ...search, base: dn });
  return entry === null ? null : groupOf(session, ldap, entry);
}

/** One entry; "not there" is null and no error. */
export async function entryAt(ldap: Ldap, search: Parameters<Ldap['entry']>[0]): Promise<Entry | null> {
  try {
    return await ldap.entry(search);
  } catch (error) {
    if (statusOf(error) === NO_SUCH_OBJECT) return null;
    throw error;
  }
}
export const NO_SUCH_OBJECT = 32;
export const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null;

/** The DNs of a group's members, by the form in which they are compared. */
export async function memberKeys(group: GroupEntry): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for await (const dn of group.members()) keys.set(comparable(dn), dn);
  return keys;
}
