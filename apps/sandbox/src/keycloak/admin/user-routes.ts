import { findUser } from '../federation/federated-lookup.ts';
import { type Call, flag, onlyQuery, pageOf, param } from '../http/call.ts';
import { readBody } from '../http/json-body.ts';
import { created, errorMessage, forbidden, NO_CONTENT, ok, plainError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { tellLogOut } from '../oidc/back-channel.ts';
import { endSessions, liveSession } from '../oidc/session.ts';
import type { UserState } from '../state/realm-state.ts';
import { componentOf } from '../federation/federated-lookup.ts';
import { requireRole, adminOf } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { PASSWORD_BODY, USER_BODY } from './user-body.ts';
import { userRepresentation } from './user-representation.ts';
import { countUsers, SEARCH_PARAMETERS, searchUsers } from './user-search.ts';
import { createUser, deleteUser, isWritable, setPassword, updateUser } from './user-write.ts';

/** The person of the path. @throws 404 with Keycloak's text */
export async function userOf(call: Call, name = 'user'): Promise<UserState> {
  const user = await findUser(call.world, call.realm, param(call, name));
  if (user === undefined) throw plainError(404, 'User not found');
  return user;
}

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'users',
    async handle(call) {
      onlyQuery(call, [...SEARCH_PARAMETERS, 'first', 'max', 'briefRepresentation']);
      const admin = await requireRole(call, 'query-users', 'view-users');
      // query-users alone may ask, and is shown nobody: an empty list that means nothing (measured).
      if (!admin.has('view-users')) return ok([]);
      const brief = flag(call, 'briefRepresentation', false);
      const users = await searchUsers(call, pageOf(call, 100));
      return ok(users.map((user) => userRepresentation(user, { brief, access: 'manage' })));
    },
  },
  {
    method: 'GET',
    pattern: 'users/count',
    async handle(call) {
      onlyQuery(call, SEARCH_PARAMETERS);
      await requireRole(call, 'query-users', 'view-users');
      return ok(countUsers(call));
    },
  },
  {
    method: 'POST',
    pattern: 'users',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await createUser(call, readBody(call.body, USER_BODY));
      const { email, username } = user;
      recordChange(call, admin, {
        operation: 'CREATE',
        resource: 'USER',
        path: `users/${user.id}`,
        representation: { username, ...(email === undefined ? {} : { email }), enabled: user.enabled },
      });
      return created(`${call.world.url}/admin/realms/${call.realm.name}/users/${user.id}`);
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user',
    async handle(call) {
      onlyQuery(call, []);
      const admin = await adminOf(call);
      const user = await userOf(call);
      if (!admin.has('view-users')) throw forbidden();
      return ok(userRepresentation(user, { brief: false, access: 'full' }));
    },
  },
  {
    method: 'PUT',
    pattern: 'users/:user',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      updateUser(call, user, readBody(call.body, USER_BODY));
      recordChange(call, admin, { operation: 'UPDATE', resource: 'USER', path: `users/${user.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    pattern: 'users/:user',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      deleteUser(call, user);
      recordChange(call, admin, { operation: 'DELETE', resource: 'USER', path: `users/${user.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'PUT',
    pattern: 'users/:user/reset-password',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      const body = readBody(call.body, PASSWORD_BODY);
      const component = componentOf(call.realm, user);
      if (component !== undefined && !isWritable(component)) {
        throw plainError(400, "Can't reset password as account is read only");
      }
      if (body.value === '') throw errorMessage(400, 'No password provided');
      setPassword(call, user, body.value, body.temporary ?? false);
      recordChange(call, admin, { operation: 'ACTION', resource: 'USER', path: `users/${user.id}/reset-password` });
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user/credentials',
    async handle(call) {
      await requireRole(call, 'view-users');
      const { password } = await userOf(call);
      return ok(
        password === undefined ? [] : [{ id: password.id, type: 'password', createdDate: password.createdDate }],
      );
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user/sessions',
    async handle(call) {
      await requireRole(call, 'view-users');
      const { id, username } = await userOf(call);
      const mine = [...call.realm.sessions.values()].filter((each) => each.userId === id);
      const live = mine.filter((each) => liveSession(call.world, call.realm, each.id) !== undefined);
      return ok(
        live.map((each) => ({
          id: each.id,
          username,
          userId: id,
          ipAddress: '127.0.0.1',
          start: each.start,
          lastAccess: each.lastAccess,
          rememberMe: false,
          clients: each.clients,
          transientUser: false,
        })),
      );
    },
  },
  {
    method: 'POST',
    pattern: 'users/:user/logout',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      const ended = endSessions(call.realm, user.id);
      for (const session of ended) await tellLogOut(call.world, call.realm, session);
      recordChange(call, admin, { operation: 'ACTION', resource: 'USER', path: `users/${user.id}/logout` });
      return NO_CONTENT;
    },
  },
];
