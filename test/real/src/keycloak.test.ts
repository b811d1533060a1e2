/**
 * The Keycloak connector passes the same suite on a real Keycloak fed by a real OpenLDAP as on the stand-in: what its unit tests believe of the server
 * is what the server does.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import { describeTarget, type Bench } from '@passerelle/connector-kit/conformance';
import { testCall } from '@passerelle/connector-kit/testing';
import { keycloak, keycloakConfig } from '@passerelle/connector-keycloak';
import { personId } from '@passerelle/model';
import { vi } from 'vitest';
import {
  createRealm,
  createServiceAccount,
  describeReal,
  federate,
  keycloakAvailable,
  RUNNING_RIGHTS,
  setUnmanagedAttributePolicy,
  slapdAvailable,
  startKeycloak,
  startSlapd,
  syncEverybody,
  type KeycloakAdmin,
  type Slapd,
} from './servers/index.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const realm = 'cop';
const client = { clientId: 'passerelle', secret: 'a-secret-of-the-test' };
const account = (username: string) => ({
  username,
  email: `${username}@example.com`,
  firstName: 'Ann',
  lastName: 'Other',
  enabled: true,
});

/** Login and entryUUID of everybody in the directory. */
async function people(slapd: Slapd): Promise<readonly { readonly login: string; readonly anchor: string }[]> {
  const ldif = await slapd.search('(objectClass=inetOrgPerson)', ['uid', 'entryUUID']);
  return ldif.split(/\n\n+/).flatMap((entry) => {
    const login = /^uid: (.+)$/m.exec(entry)?.[1];
    const anchor = /^entryUUID: (.+)$/m.exec(entry)?.[1];
    return login === undefined || anchor === undefined ? [] : [{ login, anchor }];
  });
}

/** Gives everything of the admin client `realm-management` that makes an administrator. */
async function makeAdministrator(admin: KeycloakAdmin): Promise<string> {
  const boss = await admin.create(`/realms/${realm}/users`, account('boss'));
  const clients = await admin.do('GET', `/realms/${realm}/clients?clientId=realm-management`);
  const list: readonly unknown[] = Array.isArray(clients.body) ? clients.body : [];
  const [found] = list;
  const management = String(Reflect.get(Object(found), 'id'));
  const role = await admin.do('GET', `/realms/${realm}/clients/${management}/roles/realm-admin`);
  await admin.do('POST', `/realms/${realm}/users/${boss}/role-mappings/clients/${management}`, [role.body]);
  return boss;
}

async function openReal(mode: 'create' | 'await'): Promise<Bench> {
  const [slapd, server] = await Promise.all([mode === 'await' ? startSlapd() : null, startKeycloak()]);
  const { admin } = server;
  await createRealm(admin, realm);
  await setUnmanagedAttributePolicy(admin, realm, 'ADMIN_EDIT');
  if (slapd !== null) await syncEverybody(admin, realm, await federate(admin, realm, slapd.url, 'UNSYNCED'));
  await createServiceAccount(admin, realm, { ...client, rights: [...RUNNING_RIGHTS, 'view-clients'] });
  const boss = await makeAdministrator(admin);
  const directory = slapd === null ? [] : await people(slapd);
  const http = createHttpClient();
  const config = keycloakConfig.parse({ url: server.url, realm, credentials: client });
  const random = (bytes: number) => randomBytes(bytes);
  let next = 0;
  return {
    manifest: keycloak.manifest,
    target: keycloak.connect(config, { name: 'keycloak', http, logger: silent, now: Date.now, random }),
    mode,
    now: Date.now,
    space: null,
    prefix: 'conformance',
    call: testCall,
    newPerson(number) {
      const hint = directory[next++] ?? null;
      const profile = {
        displayName: `Zoé Œuvrard ${number}`,
        givenName: 'Zoé',
        familyName: `Œuvrard ${number}`,
        email: hint === null ? `zoe.${number}@example.net` : `${hint.login}@example.org`,
        language: 'fr',
      } as const;
      return Promise.resolve({ person: personId(randomUUID()), profile, hint });
    },
    protectedAccounts: [boss],
    others: {
      account: (number) => admin.create(`/realms/${realm}/users`, account(`stranger-${number}`)),
      async member(group, native) {
        await admin.do('PUT', `/realms/${realm}/users/${native}/groups/${group}`);
      },
    },
    async close() {
      await http.close();
      await Promise.all([server.stop(), slapd?.stop()]);
    },
  };
}

describeReal('the Keycloak connector on a real Keycloak', [keycloakAvailable, slapdAvailable], () => {
  describeTarget('without a directory', { open: () => openReal('create') }, { faults: [] });
  describeTarget('fed by a directory', { open: () => openReal('await') }, { faults: [] });
});
