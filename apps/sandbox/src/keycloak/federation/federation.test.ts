import { afterEach, describe, expect, it } from 'vitest';
import { field, idOf } from '../keycloak-test-client.ts';
import { federatedBench, type FederatedBench, ldapPerson, PEOPLE } from '../realm-test-bench.ts';
import { parseLdif } from '../../directory/index.ts';

const benches: FederatedBench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.stop();
});
const bench = async (options: Parameters<typeof federatedBench>[0] = {}): Promise<FederatedBench> => {
  const made = await federatedBench(options);
  benches.push(made);
  return made;
};
const USERS = '/admin/realms/cop/users';
const addToDirectory = (made: FederatedBench, text: string): void => {
  for (const { dn, attributes } of parseLdif(text)) {
    made.directory.tree.add(
      dn,
      attributes.map(({ name, value }) => ({ name, values: [value] })),
      'cn=test',
    );
  }
};
const idIn = (user: unknown): string => String(field(user, 'id'));

describe('a realm that is fed by LDAP', () => {
  it('counts what a sync did, and says so in words', async () => {
    const { sync } = await bench();
    expect(await sync()).toEqual({
      ignored: false,
      added: 3,
      updated: 0,
      removed: 0,
      failed: 0,
      status: '3 imported users, 0 updated users',
    });
    expect(await sync()).toMatchObject({ added: 0, updated: 3 });
  });

  it('keeps somebody who left the directory until the next look-up', async () => {
    const { sync, directory, admin, lookUp } = await bench();
    await sync();
    directory.tree.delete(`uid=bruno,${PEOPLE}`);
    expect(await sync()).toMatchObject({ removed: 0 });
    expect((await admin('GET', `${USERS}/count`)).body).toBe(3);
    expect(await lookUp('bruno')).toBeUndefined();
    expect((await admin('GET', `${USERS}/count`)).body).toBe(2);
  });

  it('follows a new uid by its entryUUID, and gives a deleted person a new id when they are found again', async () => {
    const { sync, directory, admin, lookUp } = await bench();
    await sync();
    const before = idIn(await lookUp('agnes'));
    directory.tree.rename(`uid=agnes,${PEOPLE}`, 'uid=agnes.dubois', true, undefined, 'cn=test');
    await sync();
    expect(idIn(await lookUp('agnes.dubois'))).toBe(before);
    await admin('DELETE', `${USERS}/${before}`);
    const again = idIn(await lookUp('agnes.dubois'));
    expect(again).not.toBe(before);
    expect(again).not.toBe('undefined');
  });

  it('fails to import somebody whose address a local account holds, and imports them once it is free', async () => {
    const made = await bench();
    const { admin, sync } = made;
    const local = { username: 'externe', email: 'agnes@example.org', firstName: 'Agnès', lastName: 'D', enabled: true };
    // The directory is asked on creation, so the account must be older than the entry.
    made.directory.tree.delete(`uid=agnes,${PEOPLE}`);
    const id = idOf(await admin('POST', USERS, local));
    addToDirectory(made, ldapPerson('agnes', 'Agnès', 'Dubois'));
    expect(await sync()).toEqual({
      ...{ ignored: false, added: 2, updated: 0, removed: 0, failed: 1 },
      status: '2 imported users, 0 updated users, 1 users failed sync! See server log for more details',
    });
    await admin('PUT', `${USERS}/${id}`, { ...local, email: 'aside@example.org', enabled: false });
    expect(await sync()).toMatchObject({ added: 1, failed: 0 });
  });

  it('in READ_ONLY refuses names and attributes, and takes what Keycloak keeps itself', async () => {
    const { sync, admin, lookUp } = await bench();
    await sync();
    await admin('PUT', `${USERS}/profile`, { attributes: [], unmanagedAttributePolicy: 'ADMIN_EDIT' });
    const agnes = await lookUp('agnes');
    const path = `${USERS}/${idIn(agnes)}`;
    const whole = { ...(typeof agnes === 'object' ? agnes : {}) };
    const attributes = field(agnes, 'attributes');
    const withMark = { ...(typeof attributes === 'object' ? attributes : {}), passerelle_id: ['p1'] };
    expect(await admin('PUT', path, { ...whole, attributes: withMark })).toMatchObject({
      status: 400,
      body: { errorMessage: 'Federated storage is not writable' },
    });
    expect(await admin('PUT', path, { ...whole, firstName: 'Autre' })).toMatchObject({
      status: 400,
      body: { field: 'firstName' },
    });
    expect(await admin('PUT', `${path}/reset-password`, { type: 'password', value: 'x' })).toMatchObject({
      status: 400,
    });
    expect((await admin('PUT', path, { enabled: false, requiredActions: ['VERIFY_EMAIL'] })).status).toBe(204);
    const group = idOf(await admin('POST', '/admin/realms/cop/groups', { name: 'local' }));
    expect((await admin('PUT', `${path}/groups/${group}`)).status).toBe(204);
    await sync();
    expect(await lookUp('agnes')).toMatchObject({ enabled: false, requiredActions: ['VERIFY_EMAIL'] });
  });

  it('in UNSYNCED takes an attribute of our own and keeps it through full syncs', async () => {
    const { sync, admin, lookUp } = await bench({ editMode: 'UNSYNCED' });
    await sync();
    await admin('PUT', `${USERS}/profile`, { attributes: [], unmanagedAttributePolicy: 'ADMIN_EDIT' });
    const agnes = await lookUp('agnes');
    const whole = { ...(typeof agnes === 'object' ? agnes : {}), attributes: { passerelle_id: ['p1'] } };
    expect((await admin('PUT', `${USERS}/${idIn(agnes)}`, whole)).status).toBe(204);
    await sync();
    expect(field(await lookUp('agnes'), 'attributes')).toMatchObject({
      passerelle_id: ['p1'],
      LDAP_ID: [expect.any(String)],
    });
  });

  it('shows of LDAP people, in brief, only the two identity attributes', async () => {
    const { sync, admin, directory, componentId } = await bench();
    await sync();
    const { body } = await admin('GET', `${USERS}?briefRepresentation=true&first=0&max=1`);
    expect(body).toMatchObject([{ username: 'agnes', origin: componentId }]);
    const uuid = directory.tree.get(`uid=agnes,${PEOPLE}`)?.attributes.get('entryuuid')?.values;
    expect(field(Array.isArray(body) ? body[0] : undefined, 'attributes')).toEqual({
      LDAP_ENTRY_DN: [`uid=agnes,${PEOPLE}`],
      LDAP_ID: uuid,
    });
  });

  it('reads the whole directory for a page that comes back short, and not for a full one', async () => {
    const made = await bench();
    const { admin, sync, directory } = made;
    await sync();
    addToDirectory(made, ldapPerson('zoe', 'Zoé', 'Maes'));
    const names = async (query: string): Promise<unknown[]> => {
      const { body } = await admin('GET', `${USERS}?briefRepresentation=true&${query}`);
      return Array.isArray(body) ? body.map((each) => field(each, 'username')) : [];
    };
    expect(await names('first=0&max=3')).toEqual(['agnes', 'bruno', 'carla']);
    expect((await admin('GET', `${USERS}/count`)).body).toBe(3);
    expect(await names('first=0&max=4')).toEqual(['agnes', 'bruno', 'carla', 'zoe']);
    directory.disturb({ kind: 'refuse' });
    expect((await admin('GET', `${USERS}?first=0&max=10`)).status).toBe(500);
    expect(await names('first=0&max=4')).toEqual(['agnes', 'bruno', 'carla', 'zoe']);
  });

  it('answers LDAP groups from LDAP in READ_ONLY, and freezes them at the first import in IMPORT', async () => {
    const member = { operation: 'add' as const, attribute: 'member', values: [`uid=bruno,${PEOPLE}`] };
    const membersSeen = async (groupMode: string): Promise<unknown[][]> => {
      const { admin, sync, directory } = await bench({ groupMode });
      await sync();
      const { body } = await admin('GET', '/admin/realms/cop/group-by-path/sante');
      const members = async (): Promise<unknown[]> => {
        const answer = await admin('GET', `/admin/realms/cop/groups/${idIn(body)}/members?briefRepresentation=true`);
        return Array.isArray(answer.body) ? answer.body.map((each) => field(each, 'username')) : [];
      };
      const before = await members();
      directory.tree.modify('cn=sante,ou=groups,dc=example,dc=org', [member], 'cn=test');
      await sync();
      return [before, await members()];
    };
    expect(await membersSeen('READ_ONLY')).toEqual([['agnes'], ['agnes', 'bruno']]);
    expect(await membersSeen('IMPORT')).toEqual([['agnes'], ['agnes']]);
  });

  it('reads what changed since the last sync, and once again at the next one', async () => {
    let at = Date.parse('2026-11-24T08:00:00Z');
    const { sync, directory } = await bench({ now: () => new Date(at) });
    at += 60_000;
    await sync();
    at += 60_000;
    expect(await sync('triggerChangedUsersSync')).toMatchObject({ added: 0, updated: 0 });
    directory.tree.modify(
      `uid=carla,${PEOPLE}`,
      [{ operation: 'replace', attribute: 'sn', values: ['Maes'] }],
      'cn=test',
    );
    for (const updated of [1, 1, 0]) {
      at += 60_000;
      expect(await sync('triggerChangedUsersSync')).toMatchObject({ updated });
    }
  });

  it('fails as a whole when the directory does not answer, and says when a password is wrong', async () => {
    const { admin, directory, sync } = await bench();
    const test = { action: 'testAuthentication', connectionUrl: directory.url, bindDn: directory.reader.dn };
    const path = '/admin/realms/cop/testLDAPConnection';
    expect((await admin('POST', path, { ...test, bindCredential: 'reader' })).status).toBe(204);
    expect((await admin('POST', path, { ...test, bindCredential: 'no' })).body).toEqual({
      errorMessage: 'AuthenticationFailure',
    });
    directory.disturb({ kind: 'refuse' });
    expect((await admin('POST', path, { ...test, bindCredential: 'reader' })).status).toBe(400);
    expect(await sync()).toMatchObject({ error: 'unknown_error' });
  });
});
