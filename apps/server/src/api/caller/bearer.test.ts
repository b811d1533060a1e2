import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiWorld, type ApiWorld } from '../testing/api-world.ts';

/** A login service that publishes its keys, and nothing else. */
async function loginServer(): Promise<{
  readonly server: Server;
  readonly issuer: string;
  readonly key: CryptoKey;
  readonly pem: string;
}> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/keys') response.end(JSON.stringify({ keys: [jwk] }));
    else response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/auth` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, issuer, key: privateKey, pem: String(jwk.n) };
}

describe('access tokens of programs', () => {
  let world: ApiWorld;
  let login: Awaited<ReturnType<typeof loginServer>>;
  beforeAll(async () => {
    login = await loginServer();
    world = await apiWorld({ issuer: login.issuer });
  });
  afterAll(async () => {
    await world.close();
    login.server.close();
    login.server.closeAllConnections();
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  const claims = (): JWTPayload => ({
    iss: login.issuer,
    aud: 'passerelle-api',
    sub: 'service-account',
    typ: 'Bearer',
    exp: now() + 300,
    passerelle_id: world.people.technicien,
  });
  const sign = (payload: JWTPayload, key: CryptoKey | Uint8Array = login.key, alg = 'RS256'): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ alg, kid: 'one' }).sign(key);
  const ask = (token: string, init: RequestInit = {}) =>
    world.ask('nobody', '/me', { ...init, headers: { authorization: `Bearer ${token}` } });

  it('stand for the person whom they name', async () => {
    const { status, body } = await ask(await sign(claims()));
    expect(status).toBe(200);
    expect(body).toMatchObject({ person: { id: world.people.technicien }, csrf: null });
  });

  it.each<[string, (payload: JWTPayload) => JWTPayload]>([
    ['for another audience', (payload) => ({ ...payload, aud: 'passerelle-web' })],
    ['of another issuer', (payload) => ({ ...payload, iss: 'http://127.0.0.1:9' })],
    ['that have expired', (payload) => ({ ...payload, exp: now() - 60 })],
    ['that never expire', ({ exp: _, ...payload }) => payload],
    ['that name nobody', ({ passerelle_id: _, ...payload }) => payload],
    ['of somebody unknown', (payload) => ({ ...payload, passerelle_id: '00000000-0000-4000-8000-000000000000' })],
    ['whose person is no id', (payload) => ({ ...payload, passerelle_id: "' or 1=1" })],
    ['that are ID tokens', (payload) => ({ ...payload, typ: 'ID' })],
    ['that are not valid yet', (payload) => ({ ...payload, nbf: now() + 600 })],
  ])('%s are refused', async (_, change) => {
    const { status, body, headers } = await ask(await sign(change(claims())));
    expect([status, body['code']]).toEqual([401, 'token-refused']);
    expect(headers.get('www-authenticate')).toContain('invalid_token');
  });

  it('signed by somebody else, by nobody, or with the public key as a shared secret, are refused', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const [head = '', body = ''] = (await sign(claims())).split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const tokens = [
      await sign(claims(), privateKey),
      `${unsigned}.${body}.`,
      `${head}.${body}.AAAA`,
      await sign(claims(), new TextEncoder().encode(login.pem), 'HS256'),
      'not-a-token',
    ];
    for (const token of tokens) expect((await ask(token)).status).toBe(401);
  });

  it('are not helped by the cookie of somebody who is logged in', async () => {
    const { status } = await world.ask('administrator', '/status', { headers: { authorization: 'Bearer a.b.c' } });
    expect(status).toBe(401);
  });

  it('of somebody who is suspended are refused at once', async () => {
    const token = await sign({ ...claims(), passerelle_id: world.people.member });
    expect((await ask(token)).status).toBe(200);
    await world.test.engine.store.pool.query(`update person set state = 'suspended' where id = $1`, [
      world.people.member,
    ]);
    expect((await ask(token)).status).toBe(401);
  });
});

describe('while the login service is down', () => {
  it('a token is neither taken nor refused', async () => {
    const world = await apiWorld();
    try {
      const { status, body, headers } = await world.ask('nobody', '/me', {
        headers: { authorization: 'Bearer a.b.c' },
      });
      expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'login-down', '60']);
    } finally {
      await world.close();
    }
  });
});
