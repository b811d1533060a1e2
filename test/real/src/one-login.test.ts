/**
 * Passerelle's own login on a real Keycloak: what the sandbox's stand-in does is what the real one does, from the form to the told log-out. Without this a
 * session could outlive the one at Keycloak in an institution although every test on the sandbox passes.
 */
import { randomBytes } from 'node:crypto';
import { silent } from '@passerelle/connector-kit';
import { closeEngine, defaultSchedules, openEngine, prepareJobs, wakeEngine, type Engine } from '@passerelle/engine';
import { serve, type Served } from '@passerelle/server';
import { initInstance } from '@passerelle/store';
import { putSample, samplePersonId, testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandboxBrowser, type Page, type SandboxBrowser } from '../../../apps/sandbox/src/sandbox-browser.ts';
import {
  createRealm,
  describeReal,
  jsonObject,
  keycloakAvailable,
  setUnmanagedAttributePolicy,
  startKeycloak,
  type Keycloak,
} from './servers/index.ts';
import { freePort } from './servers/loopback-port.ts';

const realm = 'one-login';
const clientId = 'passerelle-web';
const clientSecret = 'a-secret-of-the-test';
const password = 'passerelle';
const person = samplePersonId(1);

describeReal('one login, on a real Keycloak', [keycloakAvailable], () => {
  let keycloak: Keycloak;
  let database: TestDatabase;
  let engine: Engine;
  let served: Served;
  let user = '';

  beforeAll(async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    [keycloak, database] = await Promise.all([startKeycloak(), testDatabase({ wake: wakeEngine })]);
    user = await prepareRealm(keycloak, publicUrl);
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    await putSample(database.store, [], 2);
    engine = await openEngine({
      store: database.store,
      targets: [],
      sources: [],
      logger: silent,
      randomBytes: (bytes) => randomBytes(bytes),
    });
    served = await serve(engine, {
      host: '127.0.0.1',
      port,
      schedules: defaultSchedules,
      web: {
        publicUrl,
        login: { issuer: `${keycloak.url}/realms/${realm}`, clientId, clientSecret, claim: 'passerelle_id' },
        language: 'fr',
      },
    });
  });
  afterAll(async () => {
    await served.stop();
    await closeEngine(engine);
    await Promise.all([database.drop(), keycloak.stop()]);
  });

  const logIn = async (browser: SandboxBrowser): Promise<Page> => {
    const form = await browser.open(`${served.url}/`);
    expect(form.url).toContain(`${keycloak.url}/realms/${realm}/`);
    return browser.submit(form, { username: 'member', password });
  };
  const atKeycloak = ({ url }: Page): boolean => url.startsWith(keycloak.url);

  it('lets a member in after Keycloak’s form, and asks nothing at the next click', async () => {
    const browser = sandboxBrowser();
    const inside = await logIn(browser);
    expect([inside.status, inside.url]).toEqual([200, `${served.url}/`]);
    expect(inside.text).toContain('Person 1');
    expect((await browser.open(`${served.url}/visio/nowhere`)).status).toBe(403);
  });

  it('ends the session at once when an administrator logs the person out at Keycloak', async () => {
    const browser = sandboxBrowser();
    await logIn(browser);
    await keycloak.admin.do('POST', `/realms/${realm}/users/${user}/logout`);
    expect(atKeycloak(await browser.open(`${served.url}/`))).toBe(true);
  });

  it('logs out at Keycloak too: the form comes again', async () => {
    const browser = sandboxBrowser();
    const inside = await logIn(browser);
    const csrf = /name="csrf" value="([^"]+)"/.exec(inside.text)?.[1] ?? '';
    await browser.submit(inside, { csrf });
    const again = await browser.open(`${served.url}/`);
    expect(atKeycloak(again)).toBe(true);
    expect(again.text).toContain('password');
  });

  it('lets nobody in whose account names nobody', async () => {
    const browser = sandboxBrowser();
    const form = await browser.open(`${served.url}/`);
    const refused = await browser.submit(form, { username: 'stranger', password });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('relié à aucune personne')]);
  });
});

/** As docs/administrators/login.md asks. @returns Keycloak's id of the member */
async function prepareRealm({ admin }: Keycloak, publicUrl: string): Promise<string> {
  await createRealm(admin, realm);
  await setUnmanagedAttributePolicy(admin, realm, 'ADMIN_EDIT');
  await admin.create(`/realms/${realm}/clients`, {
    clientId,
    enabled: true,
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    secret: clientSecret,
    redirectUris: [`${publicUrl}/login/callback`],
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': `${publicUrl}/`,
      'backchannel.logout.url': `${publicUrl}/login/backchannel`,
      'backchannel.logout.session.required': 'true',
    },
    protocolMappers: [
      {
        name: 'passerelle_id',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-usermodel-attribute-mapper',
        config: {
          'user.attribute': 'passerelle_id',
          'claim.name': 'passerelle_id',
          'jsonType.label': 'String',
          'id.token.claim': 'true',
        },
      },
    ],
  });
  const create = (username: string, attributes: Record<string, string[]>): Promise<string> =>
    admin.create(`/realms/${realm}/users`, {
      username,
      email: `${username}@example.org`,
      emailVerified: true,
      firstName: 'A',
      lastName: username,
      enabled: true,
      attributes,
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
  await create('stranger', {});
  const id = await create('member', { passerelle_id: [person] });
  expect(jsonObject((await admin.do('GET', `/realms/${realm}/users/${id}`)).body, 'the member')['username']).toBe(
    'member',
  );
  return id;
}
