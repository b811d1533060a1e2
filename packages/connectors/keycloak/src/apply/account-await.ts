import type { AccountCreate } from '@passerelle/model';
import { problem } from '../client/error-of.ts';
import type { User } from '../client/schemas.ts';
import { attributeOf, isFederated, userByEmail, userByName, usersByAttribute } from '../client/users.ts';
import { LDAP_ID } from '../config.ts';
import { refuseProtected } from '../protection.ts';
import { takeIntoCare } from './root-group.ts';
import { writeStableId } from './stable-id.ts';
import type { Result, Work } from './working.ts';

/**
 * Links the account that the directory made for somebody: looked up by login, believed by the directory's id. Until it is there the operation waits.
 * @throws ConnectorError `awaiting`; `taken` when a local account stands in the way, so that the directory's can never come (facts/identity.md §3.4)
 */
export async function linkAwaited(work: Work, change: AccountCreate): Promise<Result> {
  const { session, call } = work;
  const { hint, person } = change;
  if (hint === null) throw problem('link an account', 'rejected', 'no directory record to link by');
  const isTheirs = (user: User): boolean =>
    attributeOf(user, LDAP_ID)?.toLowerCase() === hint.anchor.toLowerCase() && isFederated(user);
  const named = hint.login === null ? null : await userByName(session, hint.login, call);
  let user = named !== null && isTheirs(named) ? named : null;
  user ??= (await usersByAttribute(session, LDAP_ID, hint.anchor, call)).find(isTheirs) ?? null;
  if (user === null) {
    await refuseObstacle(work, change, named);
    throw problem('link an account', 'awaiting', 'the directory has not made this account yet', { retry: 'backoff' });
  }
  await refuseProtected(session, user.id, call);
  const wrote = session.config.claim === 'attribute' ? await writeStableId(work, user, person) : false;
  await takeIntoCare(work, user.id);
  work.accounts.set(person, user.id);
  return { result: wrote ? 'applied' : 'already', native: user.id, anchor: hint.anchor };
}

/** A local account with the login or the address of somebody of the directory keeps Keycloak from ever importing them. */
async function refuseObstacle({ session, call }: Work, { profile }: AccountCreate, named: User | null): Promise<void> {
  const byEmail = profile.email === null ? null : await userByEmail(session, profile.email, call);
  for (const [user, what] of [
    [named, 'login'],
    [byEmail, 'address'],
  ] as const) {
    if (user === null || isFederated(user)) continue;
    const detail = `the local account ${user.username} has the same ${what}, so the directory's account cannot come: move it aside (disable it, change its address), then synchronise`;
    throw problem('link an account', 'taken', detail);
  }
}
