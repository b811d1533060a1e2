import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { silent } from '@passerelle/connector-kit';
import { describeTarget, faultKinds, type Bench } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { keycloak, keycloakConfig } from '@passerelle/connector-keycloak';
import { personId } from '@passerelle/model';
import { directoryPort, startDirectory, type Directory } from '../../../../apps/sandbox/src/directory/index.ts';
import { startKeycloak, type Keycloak } from '../../../../apps/sandbox/src/keycloak/index.ts';
import { openStrikes, plainFaults } from './strikes.ts';

const realm = 'cop';
const client = { clientId: 'passerelle', secret: 'a-secret-of-the-stand-in' };
const rights = ['manage-users', 'view-realm', 'view-events'];

const faults = {
  ...plainFaults,
  'server-error': { kind: 'status', status: 500, body: { error: 'unknown_error' } },
} as const;

/** The platform's administrator, behind the connector's back. */
const administratorOf = (server: Keycloak) => {
  const token = async (): Promise<string> => {
    const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin' };
    const response = await fetch(`${server.url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    return String(Reflect.get(Object(await response.json()), 'access_token'));
  };
  /** @returns the body, or the id of what was made */
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const made = response.headers.get('location')?.split('/').at(-1);
    return response.status === 201 ? made : text === '' ? null : JSON.parse(text);
  };
};
type Administrator = ReturnType<typeof administratorOf>;
const idIn = (value: unknown): string => String(Reflect.get(Object(Array.isArray(value) ? value[0] : value), 'id'));

/** A realm that keeps the person's id, and a client with exactly the running rights. @returns the id of the client's own account */
const setUp = async (admin: Administrator): Promise<string> => {
  await admin('POST', '', { realm, enabled: true, adminEventsEnabled: true });
  const profile: unknown = await admin('GET', `/${realm}/users/profile`);
  const policy = { unmanagedAttributePolicy: 'ADMIN_EDIT' };
  await admin('PUT', `/${realm}/users/profile`, Object.assign({}, profile, policy));
  const made = await admin('POST', `/${realm}/clients`, {
    ...client,
    enabled: true,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
  });
  const own = idIn(await admin('GET', `/${realm}/clients/${String(made)}/service-account-user`));
  await grant(admin, own, rights);
  return own;
};

const grant = async (admin: Administrator, account: string, names: readonly string[]): Promise<void> => {
  const management = idIn(await admin('GET', `/${realm}/clients?clientId=realm-management`));
  const all = await admin('GET', `/${realm}/clients/${management}/roles`);
  const roles = (Array.isArray(all) ? all : []).filter((role) =>
    names.includes(String(Reflect.get(Object(role), 'name'))),
  );
  await admin('POST', `/${realm}/users/${account}/role-mappings/clients/${management}`, roles);
};

const federate = async (admin: Administrator, directory: Directory): Promise<void> => {
  const settings = {
    enabled: 'true',
    vendor: 'other',
    editMode: 'UNSYNCED',
    importEnabled: 'true',
    syncRegistrations: 'false',
    usernameLDAPAttribute: 'uid',
    rdnLDAPAttribute: 'uid',
    uuidLDAPAttribute: 'entryUUID',
    userObjectClasses: 'inetOrgPerson',
    connectionUrl: directory.url,
    usersDn: `ou=people,${directory.suffix}`,
    authType: 'simple',
    bindDn: directory.reader.dn,
    bindCredential: directory.reader.password,
    searchScope: '1',
    pagination: 'true',
  };
  await admin('POST', `/${realm}/components`, {
    name: 'ldap',
    providerId: 'ldap',
    providerType: 'org.keycloak.storage.UserStorageProvider',
    parentId: idIn(await admin('GET', `/${realm}`)),
    config: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, [value]])),
  });
};

const account = (username: string) => ({
  username,
  email: `${username}@example.com`,
  firstName: 'Ann',
  lastName: 'Other',
  enabled: true,
});

const openStandIn = async (mode: 'create' | 'await'): Promise<Bench> => {
  const strikes = openStrikes(faults);
  const { injector, http } = strikes;
  const directory =
    mode === 'await'
      ? await startDirectory({
          ldif: await readFile(new URL('../../../../examples/directory.ldif', import.meta.url), 'utf8'),
        })
      : null;
  const server = await startKeycloak({
    middleware: injector.middleware,
    ...(directory === null ? {} : { directory: directoryPort(directory) }),
  });
  const admin = administratorOf(server);
  const own = await setUp(admin);
  if (directory !== null) await federate(admin, directory);
  const named = String(await admin('POST', `/${realm}/users`, account('break-glass')));
  const config = keycloakConfig.parse({
    url: server.url,
    realm,
    credentials: client,
    protectedAccounts: ['break-glass'],
  });
  const context = {
    name: 'keycloak',
    http,
    logger: silent,
    now: Date.now,
    random: (bytes: number) => randomBytes(bytes),
  };
  const people = [...(directory?.tree.within(`ou=people,${directory.suffix}`, 'one') ?? [])];
  let next = 0;
  return {
    manifest: keycloak.manifest,
    target: keycloak.connect(config, context),
    mode,
    now: Date.now,
    space: null,
    prefix: 'conformance',
    call: testCall,
    newPerson(number) {
      const person = personId(randomUUID());
      const entry = people[next++];
      const value = (name: string): string | null =>
        entry?.attributes.get(name.toLowerCase())?.values[0]?.toString() ?? null;
      return Promise.resolve({
        person,
        profile: {
          displayName: `Zoé Œuvrard ${number}`,
          givenName: 'Zoé',
          familyName: `Œuvrard ${number}`,
          email: entry === undefined ? `zoe.${number}@example.org` : value('mail'),
          language: 'fr',
        },
        hint: entry === undefined ? null : { login: value('uid'), anchor: value('entryUUID') ?? '' },
      });
    },
    protectedAccounts: [named, own],
    others: {
      async account(number) {
        return String(await admin('POST', `/${realm}/users`, account(`stranger-${number}`)));
      },
      async member(group, native) {
        await admin('PUT', `/${realm}/users/${native}/groups/${group}`);
      },
    },
    requests: strikes.requests,
    faults: strikes.faults,
    async close() {
      injector.disarm();
      await http.close();
      await server.stop();
      await directory?.stop();
    },
  };
};

describeTarget(
  'keycloak, people from outside: their accounts are made',
  { open: () => openStandIn('create') },
  { faults: faultKinds },
);
describeTarget(
  'keycloak fed by a directory: its people are awaited',
  { open: () => openStandIn('await') },
  { faults: ['reset', 'server-error', 'unauthorized'] },
);
