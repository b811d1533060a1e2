import { z } from 'zod';
import type { Call } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { errorMessage, notCovered, ok, plainError, unknownError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { JsonObject, UserState } from '../state/realm-state.ts';
import { groupAtPath } from '../state/realm.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { acceptedAttributes } from './user-validation.ts';
import { USER_BODY, type UserBody } from './user-body.ts';
import { deleteUser, setPassword } from './user-write.ts';

const IMPORT_BODY = z.strictObject({
  ifResourceExists: z.enum(['SKIP', 'FAIL', 'OVERWRITE']).default('FAIL'),
  users: z.array(USER_BODY.schema).default([]),
  groups: z.array(z.looseObject({ subGroups: z.array(z.unknown()).optional() })).default([]),
});

/**
 * Creates many people at once, with all the pitfalls that were measured: nothing is validated, OVERWRITE deletes and creates again (a new
 * id), FAIL stops everything, groups within groups are an error 500, and the events are of the realm, without a path.
 */
export const partialImportRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: 'partialImport',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const parsed = IMPORT_BODY.safeParse(parseJson(call.body));
      if (!parsed.success) throw plainError(400, 'Invalid json representation for PartialImportRepresentation.');
      const { ifResourceExists, users, groups } = parsed.data;
      if (groups.some((group) => (group.subGroups ?? []).length > 0)) throw unknownError();
      if (groups.length > 0) throw notCovered('groups in a partial import');
      const taken = users.find((user) => existing(call, user) !== undefined);
      if (ifResourceExists === 'FAIL' && taken !== undefined) {
        throw errorMessage(409, `User with user name ${taken.username ?? ''} already exists.`);
      }
      const results: JsonObject[] = [];
      for (const body of users) {
        const before = existing(call, body);
        if (before !== undefined && ifResourceExists === 'SKIP') {
          results.push(result('SKIPPED', before));
          continue;
        }
        if (before !== undefined) deleteUser(call, before);
        const user = unvalidatedUser(call, body);
        call.realm.users.put(user);
        results.push(result(before === undefined ? 'ADDED' : 'OVERWRITTEN', user));
        recordChange(call, admin, { operation: 'CREATE', resource: 'REALM' });
      }
      const count = (action: string): number => results.filter((each) => each['action'] === action).length;
      return ok({ overwritten: count('OVERWRITTEN'), added: count('ADDED'), skipped: count('SKIPPED'), results });
    },
  },
];

function existing(call: Call, body: UserBody): UserState | undefined {
  return (
    call.realm.users.byUsername(body.username ?? '') ?? (body.email ? call.realm.users.byEmail(body.email) : undefined)
  );
}

function unvalidatedUser(call: Call, body: UserBody): UserState {
  const groups = (body.groups ?? []).map((path) => groupAtPath(call.realm, path)?.id);
  if (!groups.every((id) => id !== undefined)) throw unknownError();
  const user: UserState = {
    id: call.world.newId(),
    username: (body.username ?? '').toLowerCase(),
    email: body.email?.toLowerCase(),
    firstName: body.firstName ?? undefined,
    lastName: body.lastName ?? undefined,
    enabled: body.enabled ?? false,
    emailVerified: body.emailVerified ?? false,
    createdTimestamp: call.world.now(),
    attributes: acceptedAttributes(call.realm, body.attributes ?? {}),
    requiredActions: body.requiredActions ?? [],
    groups,
    realmRoles: [],
    clientRoles: [],
  };
  for (const credential of body.credentials ?? [])
    setPassword(call, user, credential.value, credential.temporary ?? false);
  return user;
}

function result(action: string, user: UserState): JsonObject {
  return { action, resourceType: 'USER', resourceName: user.username, id: user.id };
}
