import type { PersonId } from '@passerelle/model';
import { isConnectorError } from '@passerelle/connector-kit';
import { problem } from '../client/error-of.ts';
import { profileSchema, type User } from '../client/schemas.ts';
import { keepingOf } from '../client/profile.ts';
import { attributeOf, userById, userPath } from '../client/users.ts';
import { ID_ATTRIBUTE } from '../config.ts';
import type { Work } from './working.ts';

/**
 * Keycloak drops attributes that its profile does not know, and answers 201 all the same (facts/identity.md §3.2). An account without our mark could
 * not be found again, and one that its holder can change would let them pass for another: nothing is made before the realm keeps it.
 * @throws ConnectorError `rejected` for the whole target
 */
export async function requireKeptIds({ session, call }: Work): Promise<void> {
  const keeping = await session.keepsIds.get(async () => {
    const request = { name: 'read the user profile', method: 'GET', path: '/users/profile' } as const;
    const profile = await session.api.read(request, profileSchema, call);
    return keepingOf(profile);
  });
  if (keeping === 'kept') return;
  session.keepsIds.forget();
  const what = keeping === 'dropped' ? 'drops the attribute' : 'lets members change their own';
  const detail = `the realm ${what} ${ID_ATTRIBUTE}: in Realm settings, User profile, declare it with only administrators allowed to edit it`;
  throw problem('read the user profile', 'rejected', detail, { scope: 'target' });
}

/**
 * Writes the person's id to an account and reads it back. The whole representation is written, since a body with attributes alone erases the names and
 * the address (§3.2). @returns whether it had to be written
 * @throws ConnectorError `taken` for an account that is somebody else's, `rejected` where the federation refuses it
 */
export async function writeStableId(work: Work, user: User, person: PersonId): Promise<boolean> {
  const { session, call } = work;
  const there = attributeOf(user, ID_ATTRIBUTE);
  if (there === person) return false;
  if (there !== null) throw problem('write the id', 'taken', `${user.username} is another person's account already`);
  await requireKeptIds(work);
  const attributes = { ...user.attributes, [ID_ATTRIBUTE]: [person] };
  try {
    const body = { ...user, attributes };
    await session.api.write({ name: 'write the id', method: 'PUT', path: userPath(user.id), body }, call);
  } catch (error) {
    if (!isConnectorError(error) || error.status !== 400) throw error;
    const detail = `the directory's accounts are read-only (${error.detail}): set the federation to UNSYNCED, or claim to ldap-id`;
    throw problem('write the id', 'rejected', detail, { status: 400, cause: error });
  }
  const written = await userById(session, user.id, call);
  if (written === null || attributeOf(written, ID_ATTRIBUTE) !== person) {
    throw problem('write the id', 'unexpected-answer', 'the id did not show when read back', { retry: 'backoff' });
  }
  return true;
}
