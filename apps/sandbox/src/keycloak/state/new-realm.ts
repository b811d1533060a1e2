import type { ClientState, JsonObject, RoleState } from './realm-state.ts';
import type { Realm } from './realm.ts';
import { UserTable } from './user-table.ts';

/** Roles of the client realm-management (in the master realm: of one client per realm), in the order of no importance. */
export const MANAGEMENT_ROLES = [
  'create-client',
  'impersonation',
  'manage-authorization',
  'manage-clients',
  'manage-events',
  'manage-identity-providers',
  'manage-organizations',
  'manage-realm',
  'manage-users',
  'query-clients',
  'query-groups',
  'query-organizations',
  'query-realms',
  'query-users',
  'view-authorization',
  'view-clients',
  'view-events',
  'view-identity-providers',
  'view-organizations',
  'view-realm',
  'view-users',
] as const;

const COMPOSITES: Readonly<Record<string, readonly string[]>> = {
  'view-clients': ['query-clients'],
  'view-organizations': ['query-organizations'],
  'view-users': ['query-groups', 'query-users'],
};

export const DEFAULT_PROFILE: JsonObject = {
  attributes: [
    profileAttribute('username', {
      length: { min: 3, max: 255 },
      'username-prohibited-characters': {},
      'up-username-not-idn-homograph': {},
    }),
    { ...profileAttribute('email', { email: {}, length: { max: 255 } }), required: { roles: ['user'] } },
    { ...profileAttribute('firstName', nameRules()), required: { roles: ['user'] } },
    { ...profileAttribute('lastName', nameRules()), required: { roles: ['user'] } },
  ],
  groups: [
    {
      name: 'user-metadata',
      displayHeader: 'User metadata',
      displayDescription: 'Attributes, which refer to user metadata',
    },
  ],
};

export const DEFAULT_SETTINGS: JsonObject = {
  notBefore: 0,
  defaultSignatureAlgorithm: 'RS256',
  revokeRefreshToken: false,
  accessTokenLifespan: 300,
  ssoSessionIdleTimeout: 1800,
  ssoSessionMaxLifespan: 36000,
  accessCodeLifespan: 60,
  actionTokenGeneratedByAdminLifespan: 43200,
  enabled: false,
  sslRequired: 'external',
  registrationAllowed: false,
  registrationEmailAsUsername: false,
  rememberMe: false,
  verifyEmail: false,
  loginWithEmailAllowed: true,
  duplicateEmailsAllowed: false,
  resetPasswordAllowed: false,
  editUsernameAllowed: false,
  bruteForceProtected: false,
  requiredCredentials: ['password'],
  smtpServer: {},
  eventsEnabled: false,
  eventsListeners: ['jboss-logging'],
  enabledEventTypes: [],
  adminEventsEnabled: false,
  adminEventsDetailsEnabled: false,
  internationalizationEnabled: false,
  supportedLocales: [],
  attributes: {},
  userManagedAccessAllowed: false,
  organizationsEnabled: false,
  verifiableCredentialsEnabled: false,
  adminPermissionsEnabled: false,
  scimApiEnabled: false,
};

/** A realm as Keycloak creates it: default roles, the account and management clients, no people. */
export function newRealm(name: string, id: string, newId: () => string, settings: JsonObject): Realm {
  const roles = new Map<string, RoleState>();
  const clients = new Map<string, ClientState>();
  const addRole = (role: Omit<RoleState, 'id'>): RoleState => {
    const state = { id: newId(), ...role };
    roles.set(state.id, state);
    return state;
  };
  const realmRole = (roleName: string, description: string, composites: readonly string[] = []): RoleState =>
    addRole({ name: roleName, description, clientRole: false, containerId: id, composites });
  const offline = realmRole('offline_access', '${role_offline-access}');
  const uma = realmRole('uma_authorization', '${role_uma_authorization}');
  realmRole(`default-roles-${name}`, '${role_default-roles}', [offline.id, uma.id]);

  const client = (clientId: string, own: JsonObject): ClientState => {
    const state = { id: newId(), clientId, settings: { ...clientDefaults(), ...own }, mappers: [] };
    clients.set(state.id, state);
    return state;
  };
  client('account', { publicClient: true, redirectUris: [`/realms/${name}/account/*`] });
  client('admin-cli', { publicClient: true, standardFlowEnabled: false, directAccessGrantsEnabled: true });
  const management = client('realm-management', {
    name: '${client_realm-management}',
    bearerOnly: true,
    fullScopeAllowed: false,
    nodeReRegistrationTimeout: 0,
    attributes: { realm_client: 'true' },
    access: { view: true, configure: false, manage: false },
  });
  const byName = new Map<string, string>();
  const managementRole = (roleName: string, composites: readonly string[]): void => {
    const description = `\${role_${roleName}}`;
    const role = addRole({ name: roleName, description, clientRole: true, containerId: management.id, composites });
    byName.set(roleName, role.id);
  };
  for (const roleName of MANAGEMENT_ROLES) {
    managementRole(
      roleName,
      (COMPOSITES[roleName] ?? []).map((part) => byName.get(part) ?? ''),
    );
  }
  managementRole('realm-admin', [...byName.values()]);
  if (name === 'master') realmRole('admin', '${role_admin}');
  return {
    id,
    name,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    profile: DEFAULT_PROFILE,
    users: new UserTable(),
    groups: new Map(),
    roles,
    clients,
    components: new Map(),
    sessions: new Map(),
    adminEvents: [],
  };
}

/** What a client is when nothing is said about it. */
export function clientDefaults(): JsonObject {
  return {
    surrogateAuthRequired: false,
    enabled: true,
    alwaysDisplayInConsole: false,
    clientAuthenticatorType: 'client-secret',
    redirectUris: [],
    webOrigins: [],
    notBefore: 0,
    bearerOnly: false,
    consentRequired: false,
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    publicClient: false,
    frontchannelLogout: false,
    protocol: 'openid-connect',
    attributes: { realm_client: 'false' },
    authenticationFlowBindingOverrides: {},
    fullScopeAllowed: true,
    nodeReRegistrationTimeout: -1,
    defaultClientScopes: ['web-origins', 'acr', 'profile', 'roles', 'basic', 'email'],
    optionalClientScopes: ['address', 'phone', 'offline_access', 'organization', 'microprofile-jwt'],
    access: { view: true, configure: true, manage: true },
  };
}

function profileAttribute(name: string, validations: JsonObject): JsonObject {
  return {
    name,
    displayName: `\${${name}}`,
    validations,
    permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] },
    multivalued: false,
  };
}

function nameRules(): JsonObject {
  return { length: { max: 255 }, 'person-name-prohibited-characters': {} };
}
