import { DIRECTORY } from './example-directory.ts';
import { jsonObject, jsonObjects, text } from './json-object.ts';
import type { KeycloakAdmin } from './keycloak-admin.ts';

/** How Keycloak treats people of the directory: UNSYNCED keeps what is written about them beside it, READ_ONLY refuses it. */
export type EditMode = 'UNSYNCED' | 'READ_ONLY';

/** What the running service needs: identity.md, 3.1, found by trying them one by one. */
export const RUNNING_RIGHTS = ['manage-users', 'view-realm', 'view-events'] as const;
/** What setting a realm up needs besides. */
export const SETUP_RIGHTS = ['manage-realm', 'manage-clients'] as const;

export async function createRealm(admin: KeycloakAdmin, realm: string): Promise<void> {
  await admin.do('POST', '/realms', {
    realm,
    enabled: true,
    internationalizationEnabled: true,
    supportedLocales: ['fr', 'nl', 'en', 'de'],
    defaultLocale: 'fr',
    adminEventsEnabled: true,
    adminEventsDetailsEnabled: true,
    eventsEnabled: true,
  });
}

/**
 * What becomes of attributes that the realm's profile doesn't declare: ADMIN_EDIT lets administrators, and nobody else,
 * write them; ENABLED lets members too. Without either, Keycloak drops them in silence.
 */
export async function setUnmanagedAttributePolicy(
  admin: KeycloakAdmin,
  realm: string,
  policy: 'ADMIN_EDIT' | 'ENABLED',
): Promise<void> {
  const profile = jsonObject((await admin.do('GET', `/realms/${realm}/users/profile`)).body, 'the user profile');
  await admin.do('PUT', `/realms/${realm}/users/profile`, { ...profile, unmanagedAttributePolicy: policy });
}

/** Feeds the realm from a directory that was loaded with the example. @returns the id of the federation */
export async function federate(admin: KeycloakAdmin, realm: string, ldapUrl: string, mode: EditMode): Promise<string> {
  const realmId = text(jsonObject((await admin.do('GET', `/realms/${realm}`)).body, 'the realm'), 'id');
  const id = await admin.create(`/realms/${realm}/components`, {
    name: 'ldap',
    providerId: 'ldap',
    providerType: 'org.keycloak.storage.UserStorageProvider',
    parentId: realmId,
    config: federationConfig(ldapUrl, mode),
  });
  await mapGivenNames(admin, realm, id);
  return id;
}

/** Of a federation: how many people were taken in. `failed` names nobody, so it must be 0 where a test goes on. */
export async function syncEverybody(admin: KeycloakAdmin, realm: string, federation: string) {
  const path = `/realms/${realm}/user-storage/${federation}/sync?action=triggerFullSync`;
  const { added, updated, failed } = jsonObject((await admin.do('POST', path)).body, 'the answer of a sync');
  return { added, updated, failed };
}

/** A confidential client that acts for itself. @returns nothing: it logs in with its id and secret */
export async function createServiceAccount(
  admin: KeycloakAdmin,
  realm: string,
  account: { readonly clientId: string; readonly secret: string; readonly rights: readonly string[] },
): Promise<void> {
  const client = await admin.create(`/realms/${realm}/clients`, {
    clientId: account.clientId,
    enabled: true,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    secret: account.secret,
  });
  const { body } = await admin.do('GET', `/realms/${realm}/clients/${client}/service-account-user`);
  const user = text(jsonObject(body, 'the service account'), 'id');
  const found = await admin.do('GET', `/realms/${realm}/clients?clientId=realm-management`);
  const management = text(jsonObjects(found.body, 'clients')[0] ?? {}, 'id');
  const roles = await Promise.all(
    account.rights.map(
      async (right) => (await admin.do('GET', `/realms/${realm}/clients/${management}/roles/${right}`)).body,
    ),
  );
  await admin.do('POST', `/realms/${realm}/users/${user}/role-mappings/clients/${management}`, roles);
}

function federationConfig(ldapUrl: string, mode: EditMode): Record<string, string[]> {
  const settings = {
    enabled: 'true',
    priority: '0',
    vendor: 'other',
    editMode: mode,
    importEnabled: 'true',
    syncRegistrations: 'false',
    usernameLDAPAttribute: 'uid',
    rdnLDAPAttribute: 'uid',
    uuidLDAPAttribute: 'entryUUID',
    userObjectClasses: 'inetOrgPerson',
    connectionUrl: ldapUrl,
    usersDn: DIRECTORY.peopleDn,
    authType: 'simple',
    bindDn: DIRECTORY.readerDn,
    bindCredential: DIRECTORY.readerPassword,
    searchScope: '1',
    pagination: 'true',
    batchSizeForSync: '500',
    fullSyncPeriod: '-1',
    changedSyncPeriod: '-1',
    cachePolicy: 'DEFAULT',
    trustEmail: 'true',
    useTruststoreSpi: 'always',
    connectionPooling: 'true',
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, [value]]));
}

/** Keycloak's own default for the vendor "other" takes the whole name (cn) for the given name. */
async function mapGivenNames(admin: KeycloakAdmin, realm: string, federation: string): Promise<void> {
  const { body } = await admin.do('GET', `/realms/${realm}/components?parent=${federation}&name=first%20name`);
  const mapper = jsonObjects(body, 'mappers')[0];
  if (mapper === undefined) throw new Error('the federation has no mapper for the given name');
  const config = { ...jsonObject(mapper['config'], 'the config of a mapper'), 'ldap.attribute': ['givenName'] };
  await admin.do('PUT', `/realms/${realm}/components/${text(mapper, 'id')}`, { ...mapper, config });
}
