import { componentOf, lookUp } from '../federation/federated-lookup.ts';
import { configured } from '../federation/ldap-component.ts';
import { mappedAttributeNames } from '../federation/ldap-import.ts';
import type { Call } from '../http/call.ts';
import { errorMessage, fieldError, unknownError } from '../http/reply.ts';
import { hashPassword } from '../oidc/password.ts';
import { endSessions } from '../oidc/session.ts';
import type { Attributes, ComponentState, UserState } from '../state/realm-state.ts';
import { groupAtPath, setting } from '../state/realm.ts';
import type { UserBody } from './user-body.ts';
import { acceptedAttributes, validateProfile } from './user-validation.ts';

/**
 * Creates a person, with the checks of 26.7.4 in its order: the name is there, the e-mail address is free, then the username, then the
 * profile's rules, then the groups, of which an unknown one is a 500 that leaves nothing behind.
 */
export async function createUser(call: Call, body: UserBody): Promise<UserState> {
  const { world, realm } = call;
  const username = body.username?.toLowerCase() ?? '';
  const email = filled(body.email?.toLowerCase());
  if (username === '') throw errorMessage(400, 'User name is missing');
  if (
    email !== undefined &&
    !setting(realm, 'duplicateEmailsAllowed') &&
    (await lookUp(world, realm, 'email', email)) !== undefined
  ) {
    throw errorMessage(409, 'User exists with same email');
  }
  if ((await lookUp(world, realm, 'username', username)) !== undefined)
    throw errorMessage(409, 'User exists with same username');
  const fields = { username, email, firstName: filled(body.firstName), lastName: filled(body.lastName) };
  validateProfile(fields);
  const groups = (body.groups ?? []).map((path) => groupAtPath(realm, path)?.id);
  if (!groups.every((id) => id !== undefined)) throw unknownError();
  const user: UserState = {
    id: world.newId(),
    ...fields,
    enabled: body.enabled ?? false,
    emailVerified: body.emailVerified ?? false,
    createdTimestamp: world.now(),
    attributes: acceptedAttributes(realm, body.attributes ?? {}),
    requiredActions: sortedActions(body.requiredActions ?? []),
    groups: [...new Set(groups)],
    realmRoles: [],
    clientRoles: [],
  };
  for (const credential of body.credentials ?? [])
    setPassword(call, user, credential.value, credential.temporary ?? false);
  realm.users.put(user);
  return user;
}

/**
 * Changes a person. A body with `attributes` stands for the whole profile: without email, firstName or lastName it erases those three,
 * and attributes that are not in it go. A body without `attributes` changes only what it names (all measured).
 */
export function updateUser(call: Call, user: UserState, body: UserBody): void {
  const { realm } = call;
  const whole = body.attributes !== undefined && body.attributes !== null;
  const next = (given: string | null | undefined, current: string | undefined): string | undefined =>
    given === undefined || given === null ? (whole ? undefined : current) : filled(given);
  const username = body.username?.toLowerCase() ?? user.username;
  if (username !== user.username && !setting(realm, 'editUsernameAllowed')) {
    throw fieldError('username', 'error-user-attribute-read-only');
  }
  const fields = {
    username,
    email: next(body.email?.toLowerCase(), user.email),
    firstName: next(body.firstName, user.firstName),
    lastName: next(body.lastName, user.lastName),
  };
  const component = componentOf(realm, user);
  const protectedNames = component === undefined ? new Set<string>() : mappedAttributeNames(realm, component);
  const attributes = whole ? nextAttributes(call, user, body.attributes ?? {}, protectedNames) : user.attributes;
  if (component !== undefined) guardFederated(component, user, fields, attributes);
  else {
    validateProfile(fields);
    refuseTaken(call, user, fields);
  }
  Object.assign(user, component === undefined || isWritable(component) ? { ...fields, attributes } : {});
  if (body.enabled !== undefined && body.enabled !== null) user.enabled = body.enabled;
  if (body.emailVerified !== undefined && body.emailVerified !== null) user.emailVerified = body.emailVerified;
  if (body.requiredActions !== undefined && body.requiredActions !== null)
    user.requiredActions = sortedActions(body.requiredActions);
  for (const credential of body.credentials ?? [])
    setPassword(call, user, credential.value, credential.temporary ?? false);
  realm.users.changed(user);
}

export function setPassword(call: Call, user: UserState, value: string, temporary: boolean): void {
  user.password = { id: call.world.newId(), createdDate: call.world.now(), ...hashPassword(value) };
  const others = user.requiredActions.filter((action) => action !== 'UPDATE_PASSWORD');
  user.requiredActions = temporary ? sortedActions([...others, 'UPDATE_PASSWORD']) : others;
}

export function deleteUser(call: Call, user: UserState): void {
  endSessions(call.realm, user.id);
  call.realm.users.remove(user.id);
}

/** READ_ONLY refuses names and attributes, and lets everything that Keycloak keeps itself through. */
function guardFederated(
  component: ComponentState,
  user: UserState,
  fields: { email?: string | undefined; firstName?: string | undefined; lastName?: string | undefined },
  attributes: Attributes,
): void {
  if (isWritable(component)) return;
  for (const field of ['email', 'firstName', 'lastName'] as const) {
    if ((fields[field] ?? '') !== (user[field] ?? '')) throw fieldError(field, 'error-user-attribute-read-only');
  }
  if (!sameAttributes(attributes, user.attributes)) throw errorMessage(400, 'Federated storage is not writable');
}

/** UNSYNCED keeps what is written in Keycloak alone; WRITABLE is refused when the component is made. */
export function isWritable(component: ComponentState): boolean {
  return configured(component, 'editMode', 'READ_ONLY') === 'UNSYNCED';
}

function nextAttributes(
  call: Call,
  user: UserState,
  given: Attributes,
  protectedNames: ReadonlySet<string>,
): Attributes {
  const kept = Object.entries(user.attributes).filter(([name]) => protectedNames.has(name));
  const accepted = Object.entries(acceptedAttributes(call.realm, given)).filter(([name]) => !protectedNames.has(name));
  return Object.fromEntries([...kept, ...accepted]);
}

/** Not recorded on 26.7.4; the text is the one that its source has for both cases. */
function refuseTaken(call: Call, user: UserState, fields: { username: string; email?: string | undefined }): void {
  const { realm } = call;
  const mail = fields.email === undefined ? undefined : realm.users.byEmail(fields.email);
  const name = realm.users.byUsername(fields.username);
  const mailTaken = mail !== undefined && mail !== user && !setting(realm, 'duplicateEmailsAllowed');
  if (mailTaken || (name !== undefined && name !== user))
    throw errorMessage(409, 'User exists with same username or email');
}

function sameAttributes(left: Attributes, right: Attributes): boolean {
  const print = (attributes: Attributes): string =>
    JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
  return print(left) === print(right);
}

function filled(value: string | null | undefined): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : value;
}

/** 26.7.4 gives them in the order of its hash; the tests of others must not rely on any. */
function sortedActions(actions: readonly string[]): string[] {
  return [...new Set(actions)].sort().reverse();
}
