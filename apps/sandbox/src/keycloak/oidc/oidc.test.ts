import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { accessToken, field, idOf, postForm } from '../keycloak-test-client.ts';
import { type Bench, federatedBench, LDAP_PASSWORD, realmBench } from '../realm-test-bench.ts';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.stop();
});
const REALM = '/realms/cop';
const OIDC = `${REALM}/protocol/openid-connect`;
const BACK = 'http://127.0.0.1:1/back';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

const attributeMapper = (name: string, attribute: string): object => ({
  name: `${name} from ${attribute}`,
  protocol: 'openid-connect',
  protocolMapper: 'oidc-usermodel-attribute-mapper',
  config: { 'user.attribute': attribute, 'claim.name': name, 'id.token.claim': 'true', 'userinfo.token.claim': 'true' },
});
const app = {
  clientId: 'app',
  secret: 's',
  redirectUris: ['http://127.0.0.1:1/*'],
  directAccessGrantsEnabled: true,
  protocolMappers: [
    attributeMapper('passerelle_id', 'LDAP_ID'),
    attributeMapper('passerelle_id', 'passerelle_id'),
    {
      name: 'groups',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-group-membership-mapper',
      config: { 'full.path': 'true', 'claim.name': 'groups', 'id.token.claim': 'true', 'userinfo.token.claim': 'true' },
    },
  ],
};

/** A realm with the client `app` and the local person `jean`, who has a password, an id of ours and a group. */
const localBench = async (): Promise<Bench & { jean: string }> => {
  const bench = await realmBench();
  benches.push(bench);
  const { admin } = bench;
  await admin('PUT', '/admin/realms/cop/users/profile', { attributes: [], unmanagedAttributePolicy: 'ADMIN_EDIT' });
  await admin('POST', '/admin/realms/cop/clients', app);
  await admin('POST', '/admin/realms/cop/groups', { name: 'santé' });
  const credentials = [{ type: 'password', value: 'Passw0rd!', temporary: false }];
  const person = { username: 'jean', email: 'jean@example.org', firstName: 'Jean', lastName: 'Dubois', enabled: true };
  const answer = await admin('POST', '/admin/realms/cop/users', {
    ...person,
    credentials,
    groups: ['/santé'],
    attributes: { passerelle_id: ['p1'] },
  });
  return { ...bench, jean: idOf(answer) };
};

/** A browser without scripts: follows the form of the page. */
const openLogin = async (
  bench: Bench,
  extra: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<Response> => {
  const query = {
    client_id: 'app',
    redirect_uri: BACK,
    response_type: 'code',
    scope: 'openid',
    state: 'st',
    nonce: 'no',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...extra,
  };
  return fetch(`${bench.keycloak.url}${OIDC}/auth?${new URLSearchParams(query).toString()}`, {
    redirect: 'manual',
    headers,
  });
};
const logIn = async (bench: Bench, form: Record<string, string>): Promise<Response> => {
  const page = await (await openLogin(bench)).text();
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
  return fetch(action, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
};
const token = (bench: Bench, form: Record<string, string>): ReturnType<typeof postForm> =>
  postForm(bench.keycloak, `${OIDC}/token`, { client_id: 'app', client_secret: 's', ...form });
const userinfo = (bench: Bench, access: unknown): Promise<Response> =>
  fetch(`${bench.keycloak.url}${OIDC}/userinfo`, { headers: { authorization: `Bearer ${String(access)}` } });
const password = { grant_type: 'password', username: 'jean', password: 'Passw0rd!', scope: 'openid' };

describe('logging in through the Keycloak stand-in', () => {
  it('goes through a page in French, a code and PKCE to a token that the published key verifies', async () => {
    const bench = await localBench();
    const issuer = bench.keycloak.url + REALM;
    const discovery: unknown = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({
      issuer,
      token_endpoint: `${issuer}/protocol/openid-connect/token`,
      code_challenge_methods_supported: ['S256'],
    });
    const wrong = await logIn(bench, { username: 'jean', password: 'no' });
    const wrongPage = await wrong.text();
    expect(wrongPage).toContain('<html lang="fr">');
    expect(wrongPage).toContain('role="alert"');
    expect(wrongPage).toContain('<label for="password">');
    const done = await logIn(bench, { username: 'JEAN@example.org', password: 'Passw0rd!' });
    const target = new URL(done.headers.get('location') ?? '');
    expect([target.origin + target.pathname, target.searchParams.get('state'), target.searchParams.get('iss')]).toEqual(
      [BACK, 'st', issuer],
    );
    const exchange = {
      grant_type: 'authorization_code',
      code: target.searchParams.get('code') ?? '',
      redirect_uri: BACK,
      code_verifier: VERIFIER,
    };
    const answer = await token(bench, exchange);
    const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
    const { payload } = await jwtVerify(String(field(answer.body, 'id_token')), keys, { issuer, audience: 'app' });
    expect(payload).toMatchObject({
      sub: bench.jean,
      nonce: 'no',
      passerelle_id: 'p1',
      groups: ['/santé'],
      preferred_username: 'jean',
    });
    expect(await (await userinfo(bench, field(answer.body, 'access_token'))).json()).toMatchObject({
      sub: bench.jean,
      passerelle_id: 'p1',
    });
    // A code is good once.
    expect(await token(bench, exchange)).toMatchObject({ status: 400, body: { error_description: 'Code not valid' } });
    // The browser is known now, and is not asked again.
    const cookie = done.headers.get('set-cookie')?.split(';')[0] ?? '';
    const again = await openLogin(bench, {}, { cookie });
    expect(again.headers.get('location')).toContain('code=');
    const silent = await openLogin(bench, { prompt: 'none' });
    expect(silent.headers.get('location')).toContain('error=login_required');
  });

  it('sends nobody to an address that is not the client’s, and takes no code with another verifier', async () => {
    const bench = await localBench();
    const elsewhere = await openLogin(bench, { redirect_uri: 'http://evil.example/' });
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([400, null]);
    const done = await logIn(bench, { username: 'jean', password: 'Passw0rd!' });
    const code = new URL(done.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const answer = await token(bench, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: BACK,
      code_verifier: 'x'.repeat(43),
    });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('ends with a logout: no refresh, no userinfo', async () => {
    const bench = await localBench();
    const { body } = await token(bench, password);
    const refresh = { grant_type: 'refresh_token', refresh_token: String(field(body, 'refresh_token')) };
    expect((await token(bench, refresh)).status).toBe(200);
    expect((await bench.admin('GET', `/admin/realms/cop/users/${bench.jean}/sessions`)).body).toHaveLength(1);
    await bench.admin('POST', `/admin/realms/cop/users/${bench.jean}/logout`);
    expect(await token(bench, refresh)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Session not active' },
    });
    expect((await userinfo(bench, field(body, 'access_token'))).status).toBe(401);
  });

  it('leaves the session of a disabled person listed, and lets them do nothing with it', async () => {
    const bench = await localBench();
    const { body } = await token(bench, password);
    await bench.admin('PUT', `/admin/realms/cop/users/${bench.jean}`, { enabled: false });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(field(body, 'refresh_token')) };
    expect(await token(bench, refresh)).toMatchObject({ status: 400, body: { error_description: 'User disabled' } });
    expect((await userinfo(bench, field(body, 'access_token'))).status).toBe(401);
    expect((await bench.admin('GET', `/admin/realms/cop/users/${bench.jean}/sessions`)).body).toHaveLength(1);
    expect(await token(bench, password)).toMatchObject({
      status: 400,
      body: { error_description: 'Account disabled' },
    });
    expect(await (await logIn(bench, { username: 'jean', password: 'Passw0rd!' })).text()).toContain('désactivé');
  });

  it('lets people from the directory log in with the directory’s password, known by their entryUUID', async () => {
    const bench = await federatedBench({});
    benches.push(bench);
    await bench.admin('POST', '/admin/realms/cop/clients', app);
    const form = { ...password, username: 'bruno', password: LDAP_PASSWORD };
    const { body } = await token(bench, form);
    const uuid = bench.directory.tree.get('uid=bruno,ou=people,dc=example,dc=org')?.attributes.get('entryuuid')
      ?.values[0];
    expect(decodeJwt(String(field(body, 'id_token')))).toMatchObject({
      passerelle_id: uuid,
      email: 'bruno@example.org',
    });
    expect(await token(bench, { ...form, password: 'no' })).toMatchObject({ status: 401 });
  });

  it('gives a service account five minutes and no refresh token', async () => {
    const bench = await localBench();
    await bench.admin('POST', '/admin/realms/cop/clients', {
      clientId: 'svc',
      secret: 'x',
      serviceAccountsEnabled: true,
    });
    const ask = (secret: string): ReturnType<typeof postForm> =>
      postForm(bench.keycloak, `${OIDC}/token`, {
        grant_type: 'client_credentials',
        client_id: 'svc',
        client_secret: secret,
      });
    const { body } = await ask('x');
    expect(body).toMatchObject({ expires_in: 300, token_type: 'Bearer' });
    expect(field(body, 'refresh_token')).toBeUndefined();
    expect(await ask('y')).toMatchObject({ status: 401, body: { error: 'unauthorized_client' } });
    const master = await accessToken(bench.keycloak, 'master', {
      ...password,
      client_id: 'admin-cli',
      username: 'admin',
      password: 'admin',
    });
    const { exp = 0, iat = 0 } = decodeJwt(master);
    expect(exp - iat).toBe(60);
  });

  it('keeps a mail in the outbox, in the person’s language, whose link sets the password', async () => {
    const bench = await localBench();
    const { admin, keycloak, jean } = bench;
    await admin('PUT', '/admin/realms/cop', {
      smtpServer: { host: '127.0.0.1', from: 'x@example.org' },
      defaultLocale: 'fr',
    });
    await admin('PUT', `/admin/realms/cop/users/${jean}`, { requiredActions: ['UPDATE_PASSWORD', 'VERIFY_EMAIL'] });
    const path = `/admin/realms/cop/users/${jean}/execute-actions-email?lifespan=60&client_id=app&redirect_uri=${BACK}`;
    expect((await admin('PUT', path, ['UPDATE_PASSWORD', 'VERIFY_EMAIL'])).status).toBe(204);
    const mail = keycloak.outbox[0];
    expect(mail).toMatchObject({ to: 'jean@example.org', locale: 'fr', actions: ['UPDATE_PASSWORD', 'VERIFY_EMAIL'] });
    expect(await token(bench, password)).toMatchObject({ body: { error_description: 'Account is not fully set up' } });
    const form = { 'password-new': 'nouveau-mot', 'password-confirm': 'nouveau-mot' };
    const done = await fetch(mail?.link ?? '', { method: 'POST', body: new URLSearchParams(form) });
    expect(await done.text()).toContain('C’est fait');
    expect((await token(bench, { ...password, password: 'nouveau-mot' })).status).toBe(200);
    expect((await admin('GET', `/admin/realms/cop/users/${jean}`)).body).toMatchObject({
      emailVerified: true,
      requiredActions: [],
    });
  });

  it('signs out at the application’s wish, and goes back only to its own address', async () => {
    const bench = await localBench();
    const { body } = await token(bench, password);
    const query = (target: string): string =>
      new URLSearchParams({
        id_token_hint: String(field(body, 'id_token')),
        post_logout_redirect_uri: target,
        state: 'st',
      }).toString();
    const evil = await fetch(`${bench.keycloak.url}${OIDC}/logout?${query('http://evil.example/')}`, {
      redirect: 'manual',
    });
    expect(evil.status).toBe(400);
    const back = await fetch(`${bench.keycloak.url}${OIDC}/logout?${query(BACK)}`, { redirect: 'manual' });
    expect([back.status, back.headers.get('location')]).toEqual([302, `${BACK}?state=st`]);
    expect((await bench.admin('GET', `/admin/realms/cop/users/${bench.jean}/sessions`)).body).toEqual([]);
  });
});
