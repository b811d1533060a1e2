import { type Directory, directoryPort, startDirectory } from '../directory/index.ts';
import { asAdmin, asClient, field, idOf, type Send } from './keycloak-test-client.ts';
import { type Keycloak, type KeycloakOptions, startKeycloak } from './start-keycloak.ts';

export const PEOPLE = 'ou=people,dc=example,dc=org';
export const LDAP_PASSWORD = 'passerelle';

/** A running stand-in with a realm `cop`, for the tests of this folder. */
export interface Bench {
  readonly keycloak: Keycloak;
  readonly admin: Send;
  stop(): Promise<void>;
}

export async function realmBench(options: KeycloakOptions = {}, settings: object = {}): Promise<Bench> {
  const keycloak = await startKeycloak(options);
  const admin = asAdmin(keycloak);
  await admin('POST', '/admin/realms', { realm: 'cop', enabled: true, ...settings });
  return { keycloak, admin, stop: () => keycloak.stop() };
}

/** A service account of realm `cop` that holds these roles of realm-management, with a token issued after they were given. */
export async function serviceAccount(bench: Bench, clientId: string, roles: readonly string[]): Promise<Send> {
  const { admin, keycloak } = bench;
  const secret = `${clientId}-secret`;
  const client = await admin('POST', '/admin/realms/cop/clients', {
    clientId,
    secret,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  const account = await admin('GET', `/admin/realms/cop/clients/${idOf(client)}/service-account-user`);
  const management = await admin('GET', '/admin/realms/cop/clients?clientId=realm-management');
  const id = String(field(Array.isArray(management.body) ? management.body[0] : undefined, 'id'));
  await admin(
    'POST',
    `/admin/realms/cop/users/${String(field(account.body, 'id'))}/role-mappings/clients/${id}`,
    roles.map((name) => ({ name })),
  );
  return asClient(keycloak, 'cop', clientId, secret);
}

export const ldapPerson = (uid: string, given: string, sn: string): string =>
  `dn: uid=${uid},${PEOPLE}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${given} ${sn}\ngivenName: ${given}\nsn: ${sn}\nmail: ${uid}@example.org\nuserPassword: ${LDAP_PASSWORD}\n`;

export interface FederatedBench extends Bench {
  readonly directory: Directory;
  readonly componentId: string;
  readonly sync: (action?: 'triggerFullSync' | 'triggerChangedUsersSync') => Promise<unknown>;
  /** The person of that exact username, or undefined. */
  readonly lookUp: (username: string) => Promise<unknown>;
}

/** A realm whose people come from a directory of three: agnes, bruno and carla; agnes is in the LDAP group `sante`. */
export async function federatedBench(options: {
  readonly editMode?: string;
  readonly groupMode?: string;
  readonly now?: () => Date;
}): Promise<FederatedBench> {
  const directory = await startDirectory({
    ldif: [
      'dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Exemple\n',
      `dn: ${PEOPLE}\nobjectClass: organizationalUnit\nou: people\n`,
      'dn: ou=groups,dc=example,dc=org\nobjectClass: organizationalUnit\nou: groups\n',
      ldapPerson('agnes', 'Agnès', 'Dubois'),
      ldapPerson('bruno', 'Bruno', 'd’Hondt'),
      ldapPerson('carla', 'Carla', 'Łukasiewicz'),
      `dn: cn=sante,ou=groups,dc=example,dc=org\nobjectClass: groupOfNames\ncn: sante\nmember: uid=agnes,${PEOPLE}\nmember: cn=nobody\n`,
    ].join('\n'),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  const bench = await realmBench({
    directory: directoryPort(directory),
    ...(options.now === undefined ? {} : { now: () => (options.now?.() ?? new Date()).getTime() }),
  });
  const { admin } = bench;
  const component = await admin(
    'POST',
    '/admin/realms/cop/components',
    ldapComponent(directory, options.editMode ?? 'READ_ONLY'),
  );
  const componentId = idOf(component);
  if (options.groupMode !== undefined) {
    const mapper = await admin('POST', '/admin/realms/cop/components', groupMapper(componentId, options.groupMode));
    await admin(
      'POST',
      `/admin/realms/cop/user-storage/${componentId}/mappers/${idOf(mapper)}/sync?direction=fedToKeycloak`,
    );
  }
  return {
    ...bench,
    directory,
    componentId,
    async sync(action = 'triggerFullSync') {
      return (await admin('POST', `/admin/realms/cop/user-storage/${componentId}/sync?action=${action}`)).body;
    },
    async lookUp(username) {
      const { body } = await admin('GET', `/admin/realms/cop/users?username=${username}&exact=true`);
      return Array.isArray(body) ? (body[0] as unknown) : undefined;
    },
    async stop() {
      await bench.stop();
      await directory.stop();
    },
  };
}

function ldapComponent(directory: Directory, editMode: string): object {
  const config = {
    editMode: [editMode],
    importEnabled: ['true'],
    syncRegistrations: ['false'],
    uuidLDAPAttribute: ['entryUUID'],
    userObjectClasses: ['inetOrgPerson'],
    connectionUrl: [directory.url],
    usersDn: [PEOPLE],
    bindDn: [directory.reader.dn],
    bindCredential: [directory.reader.password],
    searchScope: ['1'],
    trustEmail: ['true'],
  };
  return { name: 'ldap', providerId: 'ldap', providerType: 'org.keycloak.storage.UserStorageProvider', config };
}

function groupMapper(parentId: string, mode: string): object {
  return {
    name: 'groups',
    providerId: 'group-ldap-mapper',
    providerType: 'org.keycloak.storage.ldap.mappers.LDAPStorageMapper',
    parentId,
    config: {
      'groups.dn': ['ou=groups,dc=example,dc=org'],
      'group.name.ldap.attribute': ['cn'],
      'group.object.classes': ['groupOfNames'],
      'membership.ldap.attribute': ['member'],
      'groups.path': ['/'],
      mode: [mode],
    },
  };
}
