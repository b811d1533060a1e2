import type { Call } from '@passerelle/connector-kit';
import type { NativeId, ObservedAccount } from '@passerelle/model';
import { hasCareList } from '../care-list.ts';
import { readRoster, type MemberRow } from '../client/members.ts';
import { readAddresses, readOwners, readPreferred, readUser } from '../client/users.ts';
import { protectionOf, type Protection } from '../protection.ts';
import { careId, type Session } from '../session.ts';

interface AccountFacts {
  readonly native: NativeId;
  readonly email: string;
  readonly displayName: string;
  readonly protected: Protection;
}

const accountView = ({ native, email, displayName, protected: why }: AccountFacts): ObservedAccount => ({
  kind: 'account',
  native,
  // Mailman has no room for an id of ours on a user: the link is our own record, and the address is how a create is found again.
  anchor: null,
  login: email,
  enabled: true,
  profile: { email, ...(displayName === '' ? {} : { displayName }) },
  federated: false,
  protected: why,
});

/**
 * Everybody in our register, and whoever else is on a list of ours.
 * @param seen a row of each user on a list of ours: what is subscribed as a user shows the address that they prefer now
 */
export async function* observeAccountsInCare(
  session: Session,
  call: Call,
  seen: ReadonlyMap<NativeId, MemberRow>,
): AsyncGenerator<ObservedAccount> {
  session.owners.forget();
  await readOwners(session, call);
  const register = (await hasCareList(session, call))
    ? ((await readRoster(session, call, careId(session), 'nonmember')) ?? [])
    : [];
  const told = new Set<NativeId>();
  for (const row of [...register, ...seen.values()]) {
    if (row.user === null || told.has(row.user)) continue;
    told.add(row.user);
    const current = seen.get(row.user);
    const email = current?.asUser === true ? current.email : row.email;
    const why = await protectionOf(session, call, row.user, [email, row.email]);
    yield accountView({ native: row.user, email, displayName: row.displayName, protected: why });
  }
}

/** Accounts one by one: three calls each. */
export async function* observeSomeAccounts(
  session: Session,
  call: Call,
  accounts: readonly NativeId[],
): AsyncGenerator<ObservedAccount> {
  for (const native of new Set(accounts)) {
    const user = await readUser(session, call, native);
    if (user === null) continue;
    const addresses = (await readAddresses(session, call, native)) ?? [];
    const emails = addresses.map(({ email }) => email);
    const email = (await readPreferred(session, call, native)) ?? emails[0];
    if (email === undefined) continue;
    const why = user.serverOwner ? 'administrator' : await protectionOf(session, call, native, emails);
    yield accountView({ native, email, displayName: user.displayName, protected: why });
  }
}
