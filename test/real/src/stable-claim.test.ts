/**
 * What docs/adr/0007-the-stable-claim.md rests on, seen on a real Keycloak fed by a real OpenLDAP: the claim
 * passerelle_id names a person for ever, whatever happens to their login, their address or the synchronisation.
 * If one of these failed, somebody would become a stranger on every platform, or be taken for somebody else.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  attributeOf,
  createLoginClient,
  createRealm,
  describeReal,
  DIRECTORY,
  federate,
  jsonObject,
  keycloakAvailable,
  logIn,
  setUnmanagedAttributePolicy,
  slapdAvailable,
  startKeycloak,
  startSlapd,
  syncEverybody,
  userNamed,
  writeAttribute,
  type EditMode,
  type Keycloak,
  type Slapd,
} from './servers/index.ts';

const CLIENT = { clientId: 'nextcloud', secret: 'sandbox', claimFrom: ['LDAP_ID', 'passerelle_id'] };

describeReal('the claim passerelle_id on a real Keycloak', [slapdAvailable, keycloakAvailable], () => {
  let slapd: Slapd;
  let keycloak: Keycloak;

  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const [directory, identity] = [startSlapd(), startKeycloak()];
    slapd = await directory;
    stops.push(slapd.stop);
    keycloak = await identity;
    stops.push(keycloak.stop);
  });
  afterAll(async () => {
    await Promise.all(stops.map((stop) => stop()));
  });

  /** A realm fed by the directory, and a client whose tokens carry the claim from the attributes named. */
  async function realm(mode: EditMode, claimFrom: readonly string[]) {
    const name = `r-${randomUUID()}`;
    const { admin, url } = keycloak;
    const client = { ...CLIENT, claimFrom };
    await createRealm(admin, name);
    await setUnmanagedAttributePolicy(admin, name, 'ADMIN_EDIT');
    await createLoginClient(admin, name, client);
    const federation = await federate(admin, name, slapd.url, mode);
    const sync = () => syncEverybody(admin, name, federation);
    expect(await sync()).toEqual({ added: 300, updated: 0, failed: 0 });
    return {
      name,
      sync,
      login: (username: string, password: string = DIRECTORY.personPassword) =>
        logIn({ url, realm: name, client, username, password }),
      user: (username: string) => userNamed(admin, name, username),
      write: (username: string, value: string) =>
        writeAttribute(admin, name, username, { name: 'passerelle_id', value }),
      /** What a member tries in their own account pages. @returns the status */
      writeAsMember: async (username: string, value: string) => {
        const { accessToken } = await logIn({ url, realm: name, client, username, password: DIRECTORY.personPassword });
        const account = `${url}/realms/${name}/account/`;
        const headers = {
          authorization: `Bearer ${accessToken}`,
          accept: 'application/json',
          'content-type': 'application/json',
        };
        const profile = jsonObject(await (await fetch(account, { headers })).json(), 'the account');
        const body = JSON.stringify({ ...profile, attributes: { passerelle_id: [value] } });
        return (await fetch(account, { method: 'POST', headers, body })).status;
      },
      createLocal: (username: string, id: string) =>
        admin.create(`/realms/${name}/users`, {
          username,
          email: `${username}@example.com`,
          firstName: 'Jeanne',
          lastName: 'Dehors',
          enabled: true,
          emailVerified: true,
          attributes: { passerelle_id: [id] },
          credentials: [{ type: 'password', value: 'passerelle', temporary: false }],
        }),
    };
  }

  async function entryUuid(uid: string): Promise<string> {
    const found = /^entryUUID: (.+)$/m.exec(await slapd.search(`(uid=${uid})`, ['entryUUID']))?.[1];
    if (found === undefined) throw new Error(`${uid} is not in the directory`);
    return found;
  }

  it('UNSYNCED: an id written to somebody of the directory survives a full sync and is in every token', async () => {
    const unsynced = await realm('UNSYNCED', ['passerelle_id']);
    const id = randomUUID();
    expect((await unsynced.login('amelie.lambert')).access).not.toHaveProperty('passerelle_id');
    expect((await unsynced.write('amelie.lambert', id)).status).toBe(204);

    expect(await unsynced.sync()).toEqual({ added: 0, updated: 300, failed: 0 });

    expect(attributeOf(await unsynced.user('amelie.lambert'), 'passerelle_id')).toBe(id);
    const { access, id: idToken, accessToken } = await unsynced.login('amelie.lambert');
    expect(access['passerelle_id']).toBe(id);
    expect(idToken['passerelle_id']).toBe(id);
    expect((await userinfo(unsynced.name, accessToken))['passerelle_id']).toBe(id);
  });

  it('UNSYNCED: a new login and a new address in the directory change neither the id nor stay unseen', async () => {
    const unsynced = await realm('UNSYNCED', ['passerelle_id']);
    const id = randomUUID();
    expect((await unsynced.write('aminata.ouedraogo', id)).status).toBe(204);

    await slapd.modify(moved('aminata.ouedraogo', 'aminata.sawadogo'));
    expect(await unsynced.sync()).toMatchObject({ added: 0, failed: 0 });

    const { access } = await unsynced.login('aminata.sawadogo');
    expect(access).toMatchObject({
      passerelle_id: id,
      preferred_username: 'aminata.sawadogo',
      email: 'aminata.sawadogo@example.org',
    });
  });

  it('UNSYNCED: members cannot give themselves the id of somebody else, unless the realm lets everybody write attributes', async () => {
    const unsynced = await realm('UNSYNCED', ['passerelle_id']);
    const id = randomUUID();
    const stolen = randomUUID();
    expect((await unsynced.write('nadia.benali', id)).status).toBe(204);

    // Keycloak answers 204 and changes nothing: the answer alone says nothing.
    expect(await unsynced.writeAsMember('nadia.benali', stolen)).toBe(204);
    expect((await unsynced.login('nadia.benali')).access['passerelle_id']).toBe(id);

    // The same attempt, in a realm that was set up carelessly: this is what checking the policy protects from.
    await setUnmanagedAttributePolicy(keycloak.admin, unsynced.name, 'ENABLED');
    expect(await unsynced.writeAsMember('nadia.benali', stolen)).toBe(204);
    expect((await unsynced.login('nadia.benali')).access['passerelle_id']).toBe(stolen);
  });

  it('UNSYNCED: an account deleted in Keycloak comes back without the id, so it has to be written again', async () => {
    const unsynced = await realm('UNSYNCED', ['passerelle_id']);
    expect((await unsynced.write('lien.tkint', randomUUID())).status).toBe(204);
    const before = await unsynced.user('lien.tkint');

    await keycloak.admin.do('DELETE', `/realms/${unsynced.name}/users/${String(before['id'])}`);
    await unsynced.sync();

    const after = await unsynced.user('lien.tkint');
    expect(after['id']).not.toBe(before['id']);
    expect(attributeOf(after, 'passerelle_id')).toBeNull();
    expect(attributeOf(after, 'LDAP_ID')).toBe(attributeOf(before, 'LDAP_ID'));
  });

  it('READ_ONLY: nothing can be written, and the claim is the entryUUID, also after a new login', async () => {
    const readOnly = await realm('READ_ONLY', ['LDAP_ID']);
    const uuid = await entryUuid('katrien.vandenberghe');
    expect(await readOnly.write('katrien.vandenberghe', randomUUID())).toMatchObject({ status: 400 });
    expect((await readOnly.login('katrien.vandenberghe')).access['passerelle_id']).toBe(uuid);

    await slapd.modify(moved('katrien.vandenberghe', 'katrien.peeters'));
    await readOnly.sync();

    const { access, id } = await readOnly.login('katrien.peeters');
    expect(access['passerelle_id']).toBe(uuid);
    expect(id['passerelle_id']).toBe(uuid);
  });

  it('READ_ONLY: people of the directory and external members get one claim from two mappers', async () => {
    const mixed = await realm('READ_ONLY', ['LDAP_ID', 'passerelle_id']);
    const id = randomUUID();
    await mixed.createLocal('jeanne.dehors', id);

    expect((await mixed.login('jeanne.dehors', 'passerelle')).access['passerelle_id']).toBe(id);
    expect((await mixed.login('bruno.dhondt')).access['passerelle_id']).toBe(await entryUuid('bruno.dhondt'));
  });

  it('an external member carries the id from creation, beside a directory', async () => {
    const unsynced = await realm('UNSYNCED', ['passerelle_id']);
    const id = randomUUID();
    await unsynced.createLocal('jeanne.dehors', id);
    await unsynced.sync();

    expect(attributeOf(await unsynced.user('jeanne.dehors'), 'passerelle_id')).toBe(id);
    expect((await unsynced.login('jeanne.dehors', 'passerelle')).access['passerelle_id']).toBe(id);
  });

  it('a realm that does not keep unmanaged attributes drops the id without a word, so setting up has to check it', async () => {
    const { admin } = keycloak;
    const name = `r-${randomUUID()}`;
    await createRealm(admin, name);

    await admin.create(`/realms/${name}/users`, { username: 'jeanne.dehors', attributes: { passerelle_id: ['x'] } });

    expect(attributeOf(await userNamed(admin, name, 'jeanne.dehors'), 'passerelle_id')).toBeNull();
  });

  async function userinfo(realmName: string, token: string) {
    const response = await fetch(`${keycloak.url}/realms/${realmName}/protocol/openid-connect/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return jsonObject(await response.json(), 'userinfo');
  }
});

/** Somebody's login and address change in the directory, as after a wedding. */
function moved(uid: string, newUid: string): string {
  const dn = (name: string) => `uid=${name},${DIRECTORY.peopleDn}`;
  return `dn: ${dn(uid)}
changetype: modrdn
newrdn: uid=${newUid}
deleteoldrdn: 1

dn: ${dn(newUid)}
changetype: modify
replace: mail
mail: ${newUid}@example.org
-
`;
}
