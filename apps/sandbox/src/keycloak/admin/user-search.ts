import { lookUp, readWholeDirectory } from '../federation/federated-lookup.ts';
import { ldapComponents } from '../federation/ldap-component.ts';
import { type Call, flag, type Page, slice } from '../http/call.ts';
import type { UserState } from '../state/realm-state.ts';

export const SEARCH_PARAMETERS = [
  'search',
  'username',
  'email',
  'firstName',
  'lastName',
  'exact',
  'enabled',
  'emailVerified',
  'q',
] as const;

/** Milliseconds per person that a page which local rows don't fill costs with 10,000 people behind it (measured: 150 s in all). */
const VALIDATION_MS = 15;

type Test = (user: UserState) => boolean;

/** People of the realm that match the query, by username; service accounts are in no list. */
export async function searchUsers(call: Call, page: Page): Promise<UserState[]> {
  const { world, realm, query } = call;
  if (flag(call, 'exact', false)) {
    for (const by of ['username', 'email'] as const) {
      const value = query.get(by);
      if (value !== null) await lookUp(world, realm, by, value);
    }
  }
  const rows = (): UserState[] => matching(call);
  const found = rows();
  const plain = SEARCH_PARAMETERS.every((name) => !query.has(name) || name === 'enabled');
  const short = page.max === undefined || found.length < page.first + page.max;
  if (plain && short && page.max !== 0 && ldapComponents(realm).length > 0) {
    await world.takeTime(realm.users.size * VALIDATION_MS);
    await readWholeDirectory(world, realm);
    return slice(rows(), page);
  }
  return slice(found, page);
}

export function countUsers(call: Call): number {
  return matching(call).length;
}

function matching(call: Call): UserState[] {
  const tests = testsOf(call);
  return call.realm.users
    .all()
    .filter((user) => user.serviceAccountOf === undefined && tests.every((test) => test(user)));
}

function testsOf(call: Call): Test[] {
  const { query } = call;
  const exact = flag(call, 'exact', false);
  const tests: Test[] = [];
  for (const field of ['username', 'email', 'firstName', 'lastName'] as const) {
    const wanted = query.get(field)?.toLowerCase();
    if (wanted === undefined) continue;
    tests.push((user) => {
      const value = user[field]?.toLowerCase() ?? '';
      return exact ? value === wanted : value.includes(wanted);
    });
  }
  for (const field of ['enabled', 'emailVerified'] as const) {
    const wanted = query.get(field);
    if (wanted !== null) tests.push((user) => user[field] === (wanted === 'true'));
  }
  for (const term of (query.get('search') ?? '').split(/\s+/).filter((part) => part !== ''))
    tests.push(searchTerm(term));
  for (const [key, value] of attributeQuery(query.get('q') ?? '')) {
    tests.push((user) => user.attributes[key]?.includes(value) ?? false);
  }
  return tests;
}

/** `foo` and `foo*` are prefixes, `*foo*` is anywhere, `"foo"` is exact. */
function searchTerm(term: string): Test {
  const exact = /^"(.*)"$/.exec(term)?.[1];
  const infix = /^\*(.*?)\*?$/.exec(term)?.[1];
  const wanted = (exact ?? infix ?? term.replace(/\*$/, '')).toLowerCase();
  const fits = (value: string): boolean =>
    exact !== undefined ? value === wanted : infix !== undefined ? value.includes(wanted) : value.startsWith(wanted);
  return (user) =>
    [user.username, user.email, user.firstName, user.lastName].some(
      (value) => value !== undefined && fits(value.toLowerCase()),
    );
}

/** `key:value key2:"value two"`, all of which must hold. */
export function attributeQuery(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const match of text.matchAll(/(?:"([^"]*)"|([^\s":]+)):(?:"([^"]*)"|(\S+))/g)) {
    pairs.push([match[1] ?? match[2] ?? '', match[3] ?? match[4] ?? '']);
  }
  return pairs;
}
