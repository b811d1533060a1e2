import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sandboxBrowser, type Page, type SandboxBrowser } from './sandbox-browser.ts';
import type { Sandbox } from './sandbox.ts';
import { startSandbox } from './start-sandbox.ts';

const DIRECTORY = fileURLToPath(new URL('../../../examples/directory.ldif', import.meta.url));
let parent: string;
let sandbox: Sandbox;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'passerelle-sandbox-login-'));
  await chmod(parent, 0o711);
  sandbox = await startSandbox({ folder: join(parent, 'sandbox'), directory: DIRECTORY, durable: false });
});
afterAll(async () => {
  await sandbox.stop();
  await rm(parent, { recursive: true, force: true });
});

/** Passerelle's own account at Keycloak, with the rights that the sandbox gave it. */
async function keycloak(method: string, path: string, body?: unknown): Promise<Response> {
  const { url, realm, credentials } = sandbox.config.targets.keycloak;
  const form = {
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: sandbox.secrets[credentials.secret.env] ?? '',
  };
  const token = await fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token } = z.object({ access_token: z.string() }).parse(await token.json());
  return fetch(`${url}/admin/realms/${realm}${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Passerelle's own account at Nextcloud. */
async function nextcloud(method: string, path: string, body?: unknown): Promise<number> {
  const { url, credentials } = sandbox.config.targets.nextcloud;
  const basic = Buffer.from(`${credentials.user}:${sandbox.secrets[credentials.password.env] ?? ''}`).toString(
    'base64',
  );
  const response = await fetch(`${url}/ocs/v2.php${path}`, {
    method,
    headers: { authorization: `Basic ${basic}`, 'ocs-apirequest': 'true', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status;
}

const giveAccount = async (id: string, displayName: string): Promise<void> => {
  const { oidcProviderId } = sandbox.config.targets.nextcloud.accounts;
  const body = { providerId: oidcProviderId, userId: id, displayName };
  expect(await nextcloud('POST', '/apps/user_oidc/api/v1/user', body)).toBe(200);
};

const users = z.array(z.looseObject({ id: z.string() }));
const userNamed = async (username: string) => {
  const [user] = users.parse(await (await keycloak('GET', `/users?username=${username}&exact=true`)).json());
  if (user === undefined) throw new Error(`${username} is not in Keycloak`);
  const whole: unknown = await (await keycloak('GET', `/users/${user.id}`)).json();
  return z.looseObject({ id: z.string(), attributes: z.record(z.string(), z.array(z.string())) }).parse(whole);
};

/** What Passerelle writes to somebody of the directory (docs/adr/0007). */
async function giveId(username: string, id: string): Promise<string> {
  const user = await userNamed(username);
  const attributes = { ...user.attributes, passerelle_id: [id] };
  expect((await keycloak('PUT', `/users/${user.id}`, { ...user, attributes })).status).toBe(204);
  return user.id;
}

async function logIn(browser: SandboxBrowser, username: string, password: string): Promise<Page> {
  const form = await browser.open(sandbox.places.login);
  expect(form.url).toContain(sandbox.config.targets.keycloak.url);
  return browser.submit(form, { username, password });
}

describe('logging in to the sandbox’s Nextcloud through its Keycloak', () => {
  it('lets somebody of the directory in with their own password, once Passerelle has made the account', async () => {
    const before = await logIn(sandboxBrowser(), 'noe.gerard', 'passerelle');
    expect(before.status).toBe(400);
    await giveId('noe.gerard', 'person-of-the-directory');
    await giveAccount('person-of-the-directory', 'Noé Gérard');
    const wrong = await logIn(sandboxBrowser(), 'noe.gerard', 'wrong');
    expect(wrong.url).toContain(sandbox.config.targets.keycloak.url);
    const inside = await logIn(sandboxBrowser(), 'noe.gerard', 'passerelle');
    expect([inside.status, inside.text]).toEqual([200, expect.stringContaining('Bonjour Noé Gérard')]);
    expect(inside.url.startsWith(sandbox.places.nextcloud)).toBe(true);
  });

  it('lets an external member in, who chose a password behind the link of the mail on the hub', async () => {
    const person = {
      username: 'grace.mukendi',
      email: 'grace.mukendi@example.com',
      firstName: 'Grâce',
      lastName: 'Mukendi',
      enabled: true,
      attributes: { passerelle_id: ['external-person'] },
    };
    expect((await keycloak('POST', '/users', person)).status).toBe(201);
    const { id } = await userNamed('grace.mukendi');
    const { clientId, redirectUri } = sandbox.config.targets.keycloak.invitation;
    const back = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri });
    const sent = await keycloak('PUT', `/users/${id}/execute-actions-email?${back.toString()}`, ['UPDATE_PASSWORD']);
    expect(sent.status).toBe(204);
    await giveAccount('external-person', 'Grâce Mukendi');

    const browser = sandboxBrowser();
    const mails = await browser.open(sandbox.places.mails);
    const link = /<dd>grace\.mukendi@example\.com<\/dd>[^]*?href="([^"]+)"/.exec(mails.text)?.[1] ?? '';
    const choosing = await browser.open(link.replaceAll('&amp;', '&'));
    const password = 'a password of her own';
    await browser.submit(choosing, { 'password-new': password, 'password-confirm': password });
    const inside = await logIn(browser, 'grace.mukendi@example.com', password);
    expect([inside.status, inside.text]).toEqual([200, expect.stringContaining('Bonjour Grâce Mukendi')]);
  });

  it('lets somebody else in with the same browser after logging out on both sides', async () => {
    await giveId('oceane.jacquemin', 'one-person');
    await giveAccount('one-person', 'Océane Jacquemin');
    await giveId('yasmine.etienne', 'another-person');
    await giveAccount('another-person', 'Yasmine Etienne');
    const browser = sandboxBrowser();
    const inside = await logIn(browser, 'oceane.jacquemin', 'passerelle');
    expect(inside.text).toContain('Bonjour Océane');
    await browser.submit(inside, {});
    const asked = await browser.open(sandbox.places.logout);
    const back = await browser.submit(asked, {});
    expect(back.url).toBe(`${sandbox.places.nextcloud}/`);
    expect((await logIn(browser, 'yasmine.etienne', 'passerelle')).text).toContain('Bonjour Yasmine');
  });

  it('keeps out whoever was disabled, on either side, at once', async () => {
    const keycloakId = await giveId('clement.legoff', 'person-who-left');
    await giveAccount('person-who-left', 'Clément Le Goff');
    const browser = sandboxBrowser();
    expect((await logIn(browser, 'clement.legoff', 'passerelle')).text).toContain('Bonjour Clément');
    expect(await nextcloud('PUT', '/cloud/users/person-who-left/disable')).toBe(200);
    expect((await browser.open(`${sandbox.places.nextcloud}/`)).status).toBe(401);
    const refused = await logIn(sandboxBrowser(), 'clement.legoff', 'passerelle');
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('désactivé')]);

    expect(await nextcloud('PUT', '/cloud/users/person-who-left/enable')).toBe(200);
    expect((await keycloak('PUT', `/users/${keycloakId}`, { enabled: false })).status).toBe(204);
    const stopped = await logIn(sandboxBrowser(), 'clement.legoff', 'passerelle');
    expect(stopped.url).toContain(sandbox.config.targets.keycloak.url);
    expect(stopped.text).toContain('désactivé');
  });

  it('takes only a code with PKCE, and sends nobody to another address', async () => {
    const { url, realm } = sandbox.config.targets.keycloak;
    const ask = (changes: Readonly<Record<string, string>>): Promise<Response> => {
      const parameters = new URLSearchParams({
        client_id: 'nextcloud',
        response_type: 'code',
        scope: 'openid',
        redirect_uri: sandbox.parts.nextcloud.oidcRedirectUri,
        ...changes,
      });
      return fetch(`${url}/realms/${realm}/protocol/openid-connect/auth?${parameters.toString()}`, {
        redirect: 'manual',
      });
    };
    const pkce = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
    expect((await ask(pkce)).status).toBe(200);
    expect((await ask({})).headers.get('location')).toContain('error=invalid_request');
    const elsewhere = await ask({ ...pkce, redirect_uri: `${sandbox.parts.nextcloud.oidcRedirectUri}/more` });
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([400, null]);
  });

  it('gives Passerelle no more rights at Keycloak than it needs', async () => {
    expect((await keycloak('GET', '/users/count')).status).toBe(200);
    expect((await keycloak('POST', '/roles', { name: 'mine' })).status).toBe(403);
    expect((await keycloak('GET', '/clients')).status).toBe(403);
  });
});
