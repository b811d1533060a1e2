import type { Awaited, Call, Scope } from '@passerelle/connector-kit';
import type { ObservedAccount } from '@passerelle/model';
import { problem } from '../client/error-of.ts';
import { federationsOf } from '../client/federations.ts';
import { groupAt, keyOf, membersOf, PAGE } from '../client/groups.ts';
import { countSchema, usersSchema, type User } from '../client/schemas.ts';
import { attributeOf, userById, userByName, usersByAttribute } from '../client/users.ts';
import { LDAP_ID, ROOT_KEY } from '../config.ts';
import type { Session } from '../session.ts';
import type { Reading } from './reading.ts';

/**
 * Accounts. Without a federation, everybody, counted first. With one, the accounts in our care (the members of our top-level group): the list of
 * everybody would hold the whole directory, and there is no asking for local people only. Then the people who are waited for.
 */
export async function* observeAccounts(
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedAccount> {
  const users = scope.extent === 'targeted' ? some(session, scope.accounts, call) : everybody(session, call);
  for await (const user of users) yield* reading.account(user);
  for (const person of scope.awaited) {
    const user = await awaited(session, person, call);
    if (user !== null) yield* reading.account(user);
  }
}

async function* some(session: Session, natives: readonly string[], call: Call): AsyncGenerator<User> {
  for (const native of natives) {
    const user = await userById(session, native, call);
    if (user !== null) yield user;
  }
}

async function* everybody(session: Session, call: Call): AsyncGenerator<User> {
  const federations = await federationsOf(session, call);
  if (federations.length > 0) yield* inOurCare(session, call);
  else yield* counted(session, call);
}

async function* inOurCare(session: Session, call: Call): AsyncGenerator<User> {
  const root = await groupAt(session, [session.config.rootGroup], call);
  // One that we did not make holds somebody else's people.
  if (root === null || keyOf(root) !== ROOT_KEY) return;
  for await (const user of membersOf(session, root.id, call)) if (user !== null) yield user;
}

/**
 * Never past the count: where a federation was added meanwhile, a page that cannot be filled makes Keycloak read the whole directory (150 s, §3.4).
 * Fewer people than counted is no answer to rely on: an account that may only query gets an empty list (§3.1).
 */
async function* counted({ api }: Session, call: Call): AsyncGenerator<User> {
  const count = await api.read({ name: 'count accounts', method: 'GET', path: '/users/count' }, countSchema, call);
  let first = 0;
  while (first < count) {
    const query = { first, max: Math.min(PAGE, count - first), briefRepresentation: true };
    const page = await api.read({ name: 'list accounts', method: 'GET', path: '/users', query }, usersSchema, call);
    yield* page;
    if (page.length < query.max) {
      const detail = `${first + page.length} of ${count} accounts came: the client's account may not see them, or some were removed meanwhile`;
      throw problem('list accounts', 'unexpected-answer', detail, { retry: 'backoff' });
    }
    first += page.length;
  }
}

/** The account that the directory made for somebody; the login is a hint, the directory's id decides. */
async function awaited(session: Session, { login, anchor }: Awaited, call: Call): Promise<User | null> {
  const isTheirs = (user: User): boolean => attributeOf(user, LDAP_ID)?.toLowerCase() === anchor.toLowerCase();
  const named = login === null ? null : await userByName(session, login, call);
  if (named !== null && isTheirs(named)) return named;
  if (login !== null && named === null) return null;
  return (await usersByAttribute(session, LDAP_ID, anchor, call)).find(isTheirs) ?? null;
}
