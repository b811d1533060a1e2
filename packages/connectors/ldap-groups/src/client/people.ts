import { everyEntry, idAssertion } from '@passerelle/ldap-client';
import type { NativeId } from '@passerelle/model';
import { AndFilter, EqualityFilter, FilterParser, OrFilter, type Filter } from 'ldapts';
import { comparable, type Ldap, type Session } from '../session.ts';
import { personOf, personSearch, type PersonEntry } from './person-entry.ts';

/** Ids or DNs in one search: keeps a filter well below what servers accept. */
const IN_ONE_SEARCH = 100;

type Place = { readonly base: string; readonly kind: 'directory' | 'external' };
/** Where people are, those of the directory first. */
export const placesOf = ({ config }: Session): readonly Place[] => [
  ...config.people.base.map((base) => ({ base, kind: 'directory' }) as const),
  ...(config.externals === undefined ? [] : [{ base: config.externals.base, kind: 'external' } as const]),
];

/** Everybody, a page at a time. An entry that two bases hold comes once. */
export async function* everybody(session: Session, ldap: Ldap): AsyncGenerator<PersonEntry> {
  const met = new Set<string>();
  for (const { base, kind } of placesOf(session)) {
    const search = personSearch(session, base, kind);
    for await (const entry of everyEntry(ldap, search, session.dialect.harmlessReferrals)) {
      const person = personOf(session, entry, kind);
      if (person === null || met.has(person.id)) continue;
      met.add(person.id);
      yield person;
    }
  }
}

/** Those whom one of these filters finds, a hundred at a search. */
async function* found(session: Session, ldap: Ldap, filters: readonly Filter[]): AsyncGenerator<PersonEntry> {
  const met = new Set<string>();
  for (let at = 0; at < filters.length; at += IN_ONE_SEARCH) {
    const some = new OrFilter({ filters: filters.slice(at, at + IN_ONE_SEARCH) });
    for (const { base, kind } of placesOf(session)) {
      const search = personSearch(session, base, kind);
      const rule = typeof search.filter === 'string' ? FilterParser.parseString(search.filter) : search.filter;
      const both = { ...search, filter: new AndFilter({ filters: [rule, some] }) };
      for await (const entry of everyEntry(ldap, both, session.dialect.harmlessReferrals)) {
        const person = personOf(session, entry, kind);
        if (person === null || met.has(person.id)) continue;
        met.add(person.id);
        yield person;
      }
    }
  }
}

/** By their ids; who is not there is not in the answer. */
export async function peopleByIds(
  session: Session,
  ldap: Ldap,
  ids: Iterable<NativeId>,
): Promise<ReadonlyMap<NativeId, PersonEntry>> {
  const { id: rule } = session.dialect;
  const filters = [...new Set(ids)].flatMap((id) => {
    const value = idAssertion(id, rule);
    return value === null ? [] : [new EqualityFilter({ attribute: rule.attribute, value })];
  });
  const people = new Map<NativeId, PersonEntry>();
  for await (const person of found(session, ldap, filters)) people.set(person.id, person);
  return people;
}

/** Beyond so many names the whole list is read: 10,000 entries take 0.15 s (facts/identity.md §1). */
const MANY = 200;

/** By their DNs; the answer's keys are DNs as they are compared. */
export async function peopleByDns(
  session: Session,
  ldap: Ldap,
  dns: Iterable<string>,
): Promise<ReadonlyMap<string, PersonEntry>> {
  const wanted = new Map([...dns].map((dn) => [comparable(dn), dn]));
  const people = new Map<string, PersonEntry>();
  const attribute = session.dialect.dnAttribute;
  const some =
    wanted.size > MANY
      ? everybody(session, ldap)
      : found(
          session,
          ldap,
          [...wanted.values()].map((value) => new EqualityFilter({ attribute, value })),
        );
  for await (const person of some) if (wanted.has(person.key)) people.set(person.key, person);
  return people;
}
