/** What a realm holds. Everything here is plain JSON, so that a snapshot is the state itself and a test can read and change it. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;
export type Attributes = Readonly<Record<string, readonly string[]>>;

export interface Password {
  readonly id: string;
  /** scrypt, base64; never leaves the state. */
  readonly salt: string;
  readonly hash: string;
  readonly createdDate: number;
}

export interface UserState {
  readonly id: string;
  username: string;
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  enabled: boolean;
  emailVerified: boolean;
  readonly createdTimestamp: number;
  attributes: Attributes;
  requiredActions: readonly string[];
  /** Ids of the groups that the person was put into here, in that order; LDAP memberships are not among them. */
  groups: readonly string[];
  realmRoles: readonly string[];
  clientRoles: readonly string[];
  password?: Password | undefined;
  /** Id of the LDAP component that the person comes from. */
  federationLink?: string | undefined;
  /** Id of the client whose service account this is. Such users are left out of lists and counts. */
  serviceAccountOf?: string | undefined;
}

export interface GroupState {
  readonly id: string;
  name: string;
  description?: string | undefined;
  readonly parentId?: string | undefined;
  attributes: Attributes;
  realmRoles: readonly string[];
  /** Set on a group that a group-ldap-mapper made: the mapper's id and the entry's DN. */
  ldap?: { readonly mapperId: string; readonly dn: string } | undefined;
}

export interface RoleState {
  readonly id: string;
  readonly name: string;
  description?: string | undefined;
  readonly clientRole: boolean;
  readonly containerId: string;
  /** Ids of the roles that this one brings with it. */
  readonly composites: readonly string[];
}

export interface ProtocolMapperState {
  readonly id: string;
  readonly name: string;
  readonly protocol: string;
  readonly protocolMapper: string;
  readonly consentRequired: boolean;
  readonly config: Readonly<Record<string, string>>;
}

export interface ClientState {
  readonly id: string;
  clientId: string;
  /** The representation without id, clientId, secret and mappers. */
  settings: JsonObject;
  secret?: string | undefined;
  mappers: readonly ProtocolMapperState[];
}

export interface ComponentState {
  readonly id: string;
  name: string;
  readonly providerId: string;
  readonly providerType: string;
  readonly parentId: string;
  config: Readonly<Record<string, readonly string[]>>;
  /** Times (ms) of the last two synchronisations, newest last. */
  syncedAt?: readonly number[] | undefined;
}

export interface SessionState {
  readonly id: string;
  readonly userId: string;
  readonly start: number;
  lastAccess: number;
  /** Client ids (uuids) that took part, by clientId. */
  clients: Readonly<Record<string, string>>;
}

export interface AdminEventState {
  readonly id: string;
  readonly time: number;
  readonly authDetails: {
    readonly realmId: string;
    readonly clientId: string;
    readonly userId: string;
    readonly ipAddress: string;
  };
  readonly operationType: 'CREATE' | 'UPDATE' | 'DELETE' | 'ACTION';
  readonly resourceType: string;
  readonly resourcePath?: string | undefined;
  readonly representation?: string | undefined;
  readonly details?: Readonly<Record<string, string>> | undefined;
}

export interface MailState {
  readonly realm: string;
  readonly to: string;
  readonly userId: string;
  readonly locale: string;
  readonly subject: string;
  readonly actions: readonly string[];
  readonly link: string;
  readonly at: number;
}
