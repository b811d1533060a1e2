import { z } from 'zod';
import type { ServiceAccount } from '../directory/index.ts';
import type { KeycloakAdmin, Representation } from './keycloak-admin.ts';
import { REALM } from './set-up-realm.ts';

export interface FederatedDirectory {
  readonly url: string;
  readonly suffix: string;
  readonly reader: ServiceAccount;
}

const NAME = 'ldap';
const configSchema = z.record(z.string(), z.array(z.string()));
const configOf = (component: Representation) => configSchema.parse(component['config'] ?? {});

/**
 * Feeds the realm from the directory and takes everybody in. UNSYNCED: the directory is never written to, and what Passerelle
 * writes about its people is kept beside them (docs/adr/0007). At later starts only the address and the login are brought up to date.
 */
export async function setUpFederation(admin: KeycloakAdmin, directory: FederatedDirectory): Promise<void> {
  const reach = {
    connectionUrl: [directory.url],
    bindDn: [directory.reader.dn],
    bindCredential: [directory.reader.password],
  };
  const known = await federation(admin);
  if (known === undefined) await create(admin, directory.suffix, reach);
  else
    await admin.send('PUT', `/${REALM}/components/${known.id}`, { ...known, config: { ...configOf(known), ...reach } });
  const current = known ?? (await federation(admin));
  if (current === undefined) throw new Error('the federation that was just made is not there');
  await readGivenNames(admin, current.id);
  await admin.send('POST', `/${REALM}/user-storage/${current.id}/sync?action=triggerFullSync`);
}

async function federation(admin: KeycloakAdmin): Promise<Representation | undefined> {
  const [first] = await admin.list(`/${REALM}/components?type=org.keycloak.storage.UserStorageProvider&name=${NAME}`);
  return first;
}

async function create(
  admin: KeycloakAdmin,
  suffix: string,
  reach: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const realm = await admin.read(`/${REALM}`);
  const settings = {
    enabled: 'true',
    priority: '0',
    vendor: 'other',
    editMode: 'UNSYNCED',
    importEnabled: 'true',
    syncRegistrations: 'false',
    usernameLDAPAttribute: 'uid',
    rdnLDAPAttribute: 'uid',
    uuidLDAPAttribute: 'entryUUID',
    userObjectClasses: 'inetOrgPerson',
    usersDn: `ou=people,${suffix}`,
    authType: 'simple',
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
  const config = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, [value]]));
  await admin.send('POST', `/${REALM}/components`, {
    name: NAME,
    providerId: 'ldap',
    providerType: 'org.keycloak.storage.UserStorageProvider',
    parentId: realm?.id,
    config: { ...config, ...reach },
  });
}

/** Keycloak's default for the vendor "other" takes the whole name (`cn`) for the given name (facts/identity.md §3.4). */
async function readGivenNames(admin: KeycloakAdmin, federationId: string): Promise<void> {
  const [mapper] = await admin.list(`/${REALM}/components?parent=${federationId}&name=first%20name`);
  if (mapper === undefined) throw new Error('the federation has no mapper of the given name');
  if (configOf(mapper)['ldap.attribute']?.[0] !== 'cn') return;
  const config = { ...configOf(mapper), 'ldap.attribute': ['givenName'] };
  await admin.send('PUT', `/${REALM}/components/${mapper.id}`, { ...mapper, config });
}
