import { afterEach, expect, it } from 'vitest';
import { directoryPort, startDirectory } from '../directory/index.ts';
import { createFaults } from '../faults/index.ts';
import { startKeycloak, type Keycloak } from '../keycloak/index.ts';
import { setUpInstitution } from './set-up-institution.ts';

const LDIF = `dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: uid=zoe,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: zoe
givenName: Zoé
sn: Dupont
cn: Zoé Dupont
mail: zoe@example.org
`;
const SECRET = 'a-secret-of-tests';

const closing: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of closing.splice(0).toReversed()) await each.stop();
});

async function institution() {
  const faults = createFaults();
  const directory = await startDirectory({ ldif: LDIF });
  closing.push(directory);
  const keycloak = await startKeycloak({ directory: directoryPort(directory), middleware: faults.middleware });
  closing.push(keycloak);
  const setUp = (home = 'http://127.0.0.1:1/') =>
    setUpInstitution(
      {
        keycloak: { url: keycloak.url, username: 'admin', password: 'admin' },
        directory,
        nextcloud: { code: [`${home}code`], home: [home] },
        serviceSecret: SECRET,
        nextcloudSecret: SECRET,
        web: { url: 'http://127.0.0.1:8440', secret: SECRET },
        language: 'fr',
      },
      Date.now,
    );
  return { faults, keycloak, setUp };
}

/** What matters of a realm, without ids and times. */
function shape(keycloak: Keycloak) {
  const realm = keycloak.realms.get('passerelle');
  if (realm === undefined) throw new Error('there is no realm');
  const roleName = (id: string): string => realm.roles.get(id)?.name ?? id;
  return {
    policy: realm.profile['unmanagedAttributePolicy'],
    clients: [...realm.clients.values()]
      .map(({ clientId, secret, mappers, settings }) => ({
        clientId,
        secret: secret === SECRET,
        mappers: mappers.map(({ name }) => name),
        redirectUris: settings['redirectUris'],
        attributes: settings['attributes'],
      }))
      .filter(({ secret }) => secret),
    components: [...realm.components.values()].map(({ name, config }) => [
      name,
      config['ldap.attribute'] ?? config['editMode'],
    ]),
    people: realm.users.all().map(({ username, firstName, clientRoles }) => ({
      username,
      firstName,
      roles: clientRoles.map(roleName).toSorted(),
    })),
  };
}

it('comes to the same, wherever an earlier attempt was cut off', async () => {
  const whole = await institution();
  await whole.setUp();
  const expected = shape(whole.keycloak);
  expect(expected.people).toContainEqual({ username: 'zoe', firstName: 'Zoé', roles: [] });
  expect(expected.clients.map(({ clientId }) => clientId).toSorted()).toEqual([
    'nextcloud',
    'passerelle',
    'passerelle-web',
  ]);
  expect(expected.people.find(({ username }) => username === 'service-account-passerelle')?.roles).toEqual([
    'manage-users',
    'view-events',
    'view-realm',
  ]);
  const total = whole.faults.seen.length;
  expect(total).toBeGreaterThan(10);
  for (let k = 1; k <= total; k += 1) {
    const { faults, keycloak, setUp } = await institution();
    // The effect has happened, and nobody hears of it: the worst moment to be cut off.
    const armed = faults.arm({ on: { from: k }, fault: { kind: 'reset' } });
    await expect(setUp()).rejects.toMatchObject({ code: 'set-up-failed' });
    expect(armed.struck).toBe(1);
    armed.disarm();
    await setUp();
    expect(shape(keycloak), `cut off at request ${k}`).toEqual(expected);
  }
});

it('leaves alone what somebody changed, except for addresses and secrets', async () => {
  const { keycloak, setUp } = await institution();
  await setUp();
  const realm = keycloak.realms.get('passerelle');
  if (realm === undefined) throw new Error('there is no realm');
  realm.profile = { ...realm.profile, unmanagedAttributePolicy: 'ENABLED' };
  realm.settings = { ...realm.settings, displayName: 'Mine' };
  await setUp('http://127.0.0.1:2/');
  expect(realm.profile['unmanagedAttributePolicy']).toBe('ENABLED');
  expect(realm.settings['displayName']).toBe('Mine');
  const client = [...realm.clients.values()].find(({ clientId }) => clientId === 'nextcloud');
  expect(client?.settings['redirectUris']).toEqual(['http://127.0.0.1:2/code', 'http://127.0.0.1:2/']);
});
