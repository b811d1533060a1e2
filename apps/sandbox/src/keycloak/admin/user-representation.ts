import type { UserState } from '../state/realm-state.ts';
import type { Json, JsonObject } from '../state/realm-state.ts';

/** How much of a person an answer shows. `access` is left out of members' lists and full on a single person. */
export interface UserView {
  readonly brief: boolean;
  readonly access: 'none' | 'manage' | 'full';
}

const FULL_ACCESS: JsonObject = {
  manageGroupMembership: true,
  resetPassword: true,
  view: true,
  mapRoles: true,
  impersonate: true,
  manage: true,
};

/** A UserRepresentation in the order of fields in which 26.7.4 writes it; absent values are left out, as there. */
export function userRepresentation(user: UserState, view: UserView): JsonObject {
  const attributes = view.brief ? briefAttributes(user) : user.attributes;
  const fields: Record<string, Json | undefined> = {
    id: user.id,
    username: user.username,
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    emailVerified: user.emailVerified,
    attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
    enabled: user.enabled,
    origin: user.federationLink,
    createdTimestamp: user.createdTimestamp,
    totp: view.brief ? undefined : false,
    federationLink: user.federationLink,
    disableableCredentialTypes: view.brief ? undefined : [],
    requiredActions: view.brief ? undefined : user.requiredActions,
    notBefore: view.brief ? undefined : 0,
    access: view.access === 'none' ? undefined : view.access === 'full' ? FULL_ACCESS : { manage: true },
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}

/** Brief: nothing of a local person, the two identity attributes of one from LDAP. */
function briefAttributes(user: UserState): UserState['attributes'] {
  if (user.federationLink === undefined) return {};
  const kept = ['LDAP_ENTRY_DN', 'LDAP_ID'].flatMap((name) => {
    const values = user.attributes[name];
    return values === undefined ? [] : [[name, values] as const];
  });
  return Object.fromEntries(kept);
}
