import { z } from 'zod';
import type { Call } from '../http/call.ts';
import type { BodyShape } from '../http/json-body.ts';
import { errorMessage } from '../http/reply.ts';
import type { GroupState } from '../state/realm-state.ts';
import { childrenOf } from '../state/realm.ts';

export const GROUP_BODY = {
  name: 'GroupRepresentation',
  schema: z.strictObject({
    name: z.string().nullish(),
    description: z.string().nullish(),
    attributes: z.record(z.string(), z.array(z.string())).nullish(),
    // Taken and ignored, as Keycloak does (measured for subGroups).
    id: z.unknown().optional(),
    path: z.unknown().optional(),
    parentId: z.unknown().optional(),
    subGroupCount: z.unknown().optional(),
    subGroups: z.unknown().optional(),
    realmRoles: z.unknown().optional(),
    clientRoles: z.unknown().optional(),
    access: z.unknown().optional(),
  }),
} satisfies BodyShape<z.ZodObject>;
export type GroupBody = z.output<typeof GROUP_BODY.schema>;

/** @throws 400 without a name, 409 when a sibling has it; names are case-sensitive, and a slash in one is taken */
export function createGroup(call: Call, body: GroupBody, parentId?: string): GroupState {
  const name = wantedName(body);
  refuseTwin(call, name, parentId);
  const group: GroupState = {
    id: call.world.newId(),
    name,
    description: body.description ?? undefined,
    parentId,
    attributes: filledAttributes(body),
    realmRoles: [],
  };
  call.realm.groups.set(group.id, group);
  return group;
}

export function updateGroup(call: Call, group: GroupState, body: GroupBody): void {
  const name = wantedName(body);
  if (name !== group.name) refuseTwin(call, name, group.parentId);
  group.name = name;
  if (body.description !== undefined && body.description !== null) group.description = body.description;
  if (body.attributes !== undefined && body.attributes !== null) group.attributes = filledAttributes(body);
}

/** Removes a group with all that is below it, and everybody's membership in those. */
export function deleteGroup(call: Call, group: GroupState): void {
  const { realm } = call;
  for (const child of childrenOf(realm, group.id)) deleteGroup(call, child);
  realm.groups.delete(group.id);
  for (const user of realm.users.all()) {
    if (user.groups.includes(group.id)) user.groups = user.groups.filter((id) => id !== group.id);
  }
}

function wantedName(body: GroupBody): string {
  if (body.name === undefined || body.name === null || body.name.trim() === '')
    throw errorMessage(400, 'Group name is missing');
  return body.name;
}

function refuseTwin(call: Call, name: string, parentId: string | undefined): void {
  if (!childrenOf(call.realm, parentId).some((sibling) => sibling.name === name)) return;
  const what = parentId === undefined ? 'Top level' : 'Sibling';
  throw errorMessage(409, `${what} group named '${name}' already exists.`);
}

function filledAttributes(body: GroupBody): Record<string, string[]> {
  return Object.fromEntries(Object.entries(body.attributes ?? {}).filter(([, values]) => values.length > 0));
}
