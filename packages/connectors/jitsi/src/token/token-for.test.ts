import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importSPKI,
} from 'jose';
import { personId } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import type { Visitor } from '@passerelle/connector-kit';
import { claimsFor, isRoomName, RefusedToken, type TokenRequest } from './claims.ts';
import { firstRing, jwksAt } from './key-ring.ts';
import { RsaKey, UnusableKey } from './rsa-key.ts';
import { readRing } from './ring-text.ts';
import { longestLifetime, moderatorFeatures, type TokenSettings } from './settings.ts';
import { SharedSecret } from './shared-secret.ts';
import { tokenFor, type Signing } from './token-for.ts';

const settings: TokenSettings = {
  issuer: 'passerelle',
  audience: 'jitsi',
  domain: 'meet.example.org',
  lifetime: 300,
  emails: false,
  moderatorsMay: ['recording'],
};
const now = Date.UTC(2026, 10, 24, 9, 0, 0);
const agnes: Visitor = {
  kind: 'person',
  id: personId('00000000-0000-4000-8000-000000000001'),
  name: 'Agnès Dubois',
  email: 'agnes@example.org',
};
const pem = (bits: number): string =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const rsa = RsaKey.of(pem(2048));
const bySecret: Signing = { with: 'secret', secret: SharedSecret.of('a secret of at least thirty-two bytes') };
const byKeys: Signing = { with: 'keys', ring: firstRing(rsa) };
const request = (over: Partial<TokenRequest> = {}): TokenRequest => ({
  visitor: agnes,
  room: 'sante-k3f9a2',
  level: 'join',
  now,
  ...over,
});

test('with a secret: HS256, and the claims that Prosody asks for', async () => {
  const token = await tokenFor(request(), settings, bySecret);
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
  const seconds = now / 1000;
  expect(decodeJwt(token)).toEqual({
    iss: 'passerelle',
    aud: 'jitsi',
    sub: 'meet.example.org',
    room: 'sante-k3f9a2',
    iat: seconds,
    nbf: seconds - 10,
    exp: seconds + 300,
    context: {
      user: { id: '00000000-0000-4000-8000-000000000001', name: 'Agnès Dubois', affiliation: 'member' },
      features: {
        recording: false,
        livestreaming: false,
        transcription: false,
        'outbound-call': false,
        'create-polls': false,
        'send-groupchat': true,
        'send-private-message': true,
        'file-upload': false,
      },
    },
  });
});

test('with keys: RS256, verified by the published set alone; the key is named by its thumbprint', async () => {
  const token = await tokenFor(request({ level: 'moderate' }), settings, byKeys);
  expect(decodeProtectedHeader(token)).toEqual({
    alg: 'RS256',
    typ: 'JWT',
    kid: await calculateJwkThumbprint({ ...rsa.jwk }),
  });
  const jwks = { keys: jwksAt(firstRing(rsa), now).keys.map((key) => ({ ...key })) };
  await compactVerify(token, createLocalJWKSet(jwks), { algorithms: ['RS256'] });
  expect(decodeJwt(token)).toMatchObject({
    context: { user: { affiliation: 'owner' }, features: { recording: true, livestreaming: false } },
  });
});

test('an address is told only where the settings ask for it', async () => {
  const told = decodeJwt(await tokenFor(request(), { ...settings, emails: true }, bySecret));
  expect(told).toMatchObject({ context: { user: { email: 'agnes@example.org' } } });
});

test('a guest joins and never moderates', () => {
  const visitor: Visitor = { kind: 'guest', id: 'guest-1', name: 'Dr Martin' };
  expect(claimsFor(request({ visitor }), settings).context.user.affiliation).toBe('member');
  expect(() => claimsFor(request({ visitor, level: 'moderate' }), settings)).toThrow(RefusedToken);
});

describe('whatever is asked', () => {
  const anyRequest = fc.record({
    visitor: fc.oneof(
      fc.constant(agnes),
      fc.record({ kind: fc.constant('guest' as const), id: fc.string(), name: fc.string({ unit: 'grapheme' }) }),
    ),
    room: fc.oneof(
      fc.stringMatching(/^[a-z0-9-]{1,30}$/),
      fc.string(),
      fc.constantFrom('*', '^sante.*', 'SANTE', 'santé', ''),
    ),
    level: fc.constantFrom('join' as const, 'moderate' as const),
    now: fc.integer({ min: 0, max: 4e12 }),
  });
  const anySettings = fc.record({
    issuer: fc.string(),
    audience: fc.string(),
    domain: fc.constantFrom('meet.example.org', 'meet.jitsi', '*'),
    lifetime: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 700 }) },
      fc.double(),
      fc.constantFrom(Number.NaN, 0, -10),
    ),
    emails: fc.boolean(),
    moderatorsMay: fc.subarray([...moderatorFeatures]),
  });

  test('a token opens the room that was asked for and no other, lives no longer than asked, and moderates for moderators only', () => {
    let made = 0;
    fc.assert(
      fc.property(anyRequest, anySettings, (asked, with_) => {
        let claims;
        try {
          claims = claimsFor(asked, with_);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedToken);
          return;
        }
        made += 1;
        expect(claims.room).toBe(asked.room);
        expect(isRoomName(claims.room)).toBe(true);
        expect(claims.room).toMatch(/^[a-z0-9-]+$/);
        expect(claims.sub).not.toBe('*');
        expect(claims.context).not.toHaveProperty('room');
        expect(claims.context.user).not.toHaveProperty('moderator');
        expect(claims.exp).toBeLessThanOrEqual(asked.now / 1000 + with_.lifetime);
        expect(claims.exp - asked.now / 1000).toBeLessThanOrEqual(longestLifetime);
        expect(claims.nbf).toBeLessThanOrEqual(asked.now / 1000 - 10);
        if (asked.level === 'join') {
          expect(claims.context.user.affiliation).toBe('member');
          for (const feature of moderatorFeatures) expect(claims.context.features[feature]).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
    expect(made).toBeGreaterThan(20);
  });
});

describe('keys and secrets cannot pass for each other', () => {
  test('a PEM or JWK is refused as a shared secret: the public half of a key is known to everybody', () => {
    expect(() => SharedSecret.of(pem(2048))).toThrow(RangeError);
    expect(() => SharedSecret.of(JSON.stringify(rsa.jwk))).toThrow(RangeError);
  });

  test('a token signed with HS256 and the public key as its secret is no token of ours', async () => {
    const { n, e, kid } = rsa.jwk;
    const spki = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    const publicPem = spki.export({ format: 'pem', type: 'spki' }).toString();
    const body = [{ alg: 'HS256', typ: 'JWT', kid }, claimsFor(request(), settings)]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const forged = `${body}.${createHmac('sha256', publicPem).update(body).digest('base64url')}`;
    await expect(compactVerify(forged, await importSPKI(publicPem, 'RS256'))).rejects.toThrow();
    const jwks = createLocalJWKSet({ keys: [{ ...rsa.jwk }] });
    await expect(compactVerify(forged, jwks)).rejects.toThrow();
  });

  test('short keys and other keys are refused, and no message holds a part of them', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' });
    for (const text of [pem(1024), ec.toString(), 'garbage-secret', '{"kty":"RSA","d":"garbage-secret"}', '[]']) {
      let told = '';
      try {
        readRing(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UnusableKey);
        told = String(error);
      }
      expect(told).not.toBe('');
      expect(told).not.toContain('garbage-secret');
    }
  });

  test('neither a secret nor a private key shows when it is logged', () => {
    const secret = SharedSecret.of('a-very-secret-secret-of-thirty-two-bytes');
    for (const shown of [inspect(secret, { depth: 9 }), JSON.stringify(secret)])
      expect(shown).not.toContain('very-secret');
    expect(JSON.stringify(rsa)).not.toContain('"d"');
    expect(inspect(rsa, { depth: 9 })).not.toContain('PRIVATE');
  });
});
