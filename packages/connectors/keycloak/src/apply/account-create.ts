import type UserRepresentation from '@keycloak/keycloak-admin-client/lib/defs/userRepresentation.js';
import type { BatchOperation, HttpResponse } from '@passerelle/connector-kit';
import { isConnectorError } from '@passerelle/connector-kit';
import { foldAddress, type AccountCreate } from '@passerelle/model';
import { problem, wordsOf } from '../client/error-of.ts';
import type { User } from '../client/schemas.ts';
import { attributeOf, userById, userPath, usersByAttribute } from '../client/users.ts';
import { ID_ATTRIBUTE, NAME_ATTRIBUTE } from '../config.ts';
import { linkAwaited } from './account-await.ts';
import { forgetTree, rootGroup, takeIntoCare } from './root-group.ts';
import { requireKeptIds } from './stable-id.ts';
import type { Result, Work } from './working.ts';

/** Makes an account with the person's id on it, by which it is found again after a crash, or links the one that the directory made. */
export async function createAccount(work: Work, operation: BatchOperation, change: AccountCreate): Promise<Result> {
  if (change.mode === 'await') return linkAwaited(work, change);
  const { session, call } = work;
  if (operation.attemptedBefore) {
    const found = await marked(work, change);
    if (found !== null) return { result: 'already', native: found.id, anchor: change.person };
  }
  await requireKeptIds(work);
  await rootGroup(work);
  // The login is never an identity: the address is what people can remember, the id is what always fits.
  const login = change.profile.email === null ? change.person : foldAddress(change.profile.email);
  let response = await post(work, change, login);
  if (response.status === 400 && wordsOf(response)?.field === 'username' && login !== change.person) {
    response = await post(work, change, change.person);
  }
  if (response.status === 409) {
    const found = await marked(work, change);
    if (found !== null) return { result: 'already', native: found.id, anchor: change.person };
  }
  if (response.status !== 201) {
    // A path that is not there is an unexplained 500 (facts/identity.md §3.2): our top-level group may have been removed.
    if (response.status === 500) forgetTree(work);
    throw session.api.errorOf(response, { name: 'make an account' });
  }
  const native = idIn(response);
  const made = await userById(session, native, call);
  if (made === null || attributeOf(made, ID_ATTRIBUTE) !== change.person) {
    throw problem('make an account', 'unexpected-answer', 'the id did not show when read back', { retry: 'backoff' });
  }
  work.accounts.set(change.person, native);
  await invite(work, made);
  return { result: 'applied', native, anchor: change.person };
}

const post = ({ session, call }: Work, { person, profile }: AccountCreate, username: string): Promise<HttpResponse> => {
  const body: UserRepresentation = {
    username,
    ...(profile.email === null ? {} : { email: profile.email, emailVerified: true }),
    firstName: profile.givenName,
    lastName: profile.familyName,
    enabled: true,
    attributes: { [ID_ATTRIBUTE]: [person], [NAME_ATTRIBUTE]: [profile.displayName], locale: [profile.language] },
    // Its members are the accounts in our care.
    groups: [`/${session.config.rootGroup}`],
  };
  return session.api.send({ name: 'make an account', method: 'POST', path: '/users', body }, call);
};

/** The account that bears the person's id: ours, since nobody else writes it. */
async function marked(work: Work, { person }: AccountCreate): Promise<User | null> {
  const found = await usersByAttribute(work.session, ID_ATTRIBUTE, person, work.call);
  if (found.length > 1) {
    throw problem('look up an id', 'taken', `${found.length} accounts bear this person's id: keep one of them`);
  }
  const [user] = found;
  if (user === undefined) return null;
  work.accounts.set(person, user.id);
  await takeIntoCare(work, user.id);
  return user;
}

function idIn(response: HttpResponse): string {
  const id = response.headers['location']?.split('/').pop();
  if (id !== undefined && id !== '') return decodeURIComponent(id);
  throw problem('make an account', 'unexpected-answer', 'the answer does not say which account was made', {
    retry: 'backoff',
  });
}

/** Keycloak's own mail to choose a password. A mail that cannot be sent does not undo the account: it is told in the log, and can be sent from Keycloak. */
async function invite({ session, call }: Work, user: User): Promise<void> {
  const { sendInvitations, invitation } = session.config;
  if (!sendInvitations || user.email === undefined) return;
  const { clientId, redirectUri, lifespan } = invitation;
  const query = {
    lifespan,
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(clientId === undefined || redirectUri === undefined ? {} : { redirect_uri: redirectUri }),
  };
  const path = `${userPath(user.id)}/execute-actions-email`;
  const body = ['UPDATE_PASSWORD', 'VERIFY_EMAIL'];
  try {
    await session.api.write({ name: 'send an invitation', method: 'PUT', path, query, body }, call);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    session.context.logger.warn({ account: user.id, code: error.code, detail: error.detail }, 'invitation not sent');
  }
}
