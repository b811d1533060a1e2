import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { firstRing, jwksAt, publishedAfter, publishedAhead, rotate, signingKeyAt, type KeyRing } from './key-ring.ts';
import { readRing, writeRing } from './ring-text.ts';
import { RsaKey } from './rsa-key.ts';
import { tokenFor } from './token-for.ts';

const newKey = (): RsaKey =>
  RsaKey.of(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  );
const [a, b, c] = [newKey(), newKey(), newKey()];
const start = Date.UTC(2026, 10, 24);
const kids = (ring: KeyRing, now: number): string[] => jwksAt(ring, now).keys.map(({ kid }) => kid);

test('a new key is published before it signs, the old one until its last token has ended', () => {
  const ring = rotate(firstRing(a), b, start);
  expect(signingKeyAt(ring, start).kid).toBe(a.kid);
  expect(kids(ring, start)).toEqual([a.kid, b.kid]);
  const begins = start + publishedAhead;
  expect(signingKeyAt(ring, begins - 1).kid).toBe(a.kid);
  expect(signingKeyAt(ring, begins).kid).toBe(b.kid);
  expect(kids(ring, begins + publishedAfter - 1)).toEqual([a.kid, b.kid]);
  expect(kids(ring, begins + publishedAfter)).toEqual([b.kid]);
});

test('a key that waits to begin is not overtaken, and no key comes twice', () => {
  const ring = rotate(firstRing(a), b, start);
  expect(() => rotate(ring, c, start + 1)).toThrow(RangeError);
  expect(() => rotate(ring, b, start + publishedAhead)).toThrow(RangeError);
});

test('a retired key keeps no private half, and a ring survives being kept as text', () => {
  const second = start + publishedAhead + 1;
  const ring = rotate(rotate(firstRing(a), b, start), c, second);
  expect(ring.keys[0]).toEqual({ signsFrom: 0, retired: a.jwk });
  const again = readRing(writeRing(ring));
  expect(kids(again, second)).toEqual([a.kid, b.kid, c.kid]);
  expect(signingKeyAt(again, second).kid).toBe(b.kid);
  // The tenth line: the first ones are the same for every key.
  expect(writeRing(ring)).not.toContain(a.export().split('\n')[10]);
  expect(writeRing(ring)).toContain(b.export().split('\n')[10]);
});

test('one key as PEM or as JWK is a ring of one', () => {
  const jwk = JSON.stringify(a.key().export({ format: 'jwk' }));
  for (const text of [a.export(), jwk]) expect(signingKeyAt(readRing(text), start).kid).toBe(a.kid);
});

test('whenever keys are changed, every token that lives has its key in the set, and had it there long enough before', async () => {
  const settings = { issuer: 'i', audience: 'a', domain: 'd', lifetime: 600, emails: false, moderatorsMay: [] };
  const visitor = { kind: 'guest', id: 'g', name: 'g' } as const;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ wait: fc.integer({ min: 0, max: 2 * publishedAhead }), sign: fc.boolean() }), {
        maxLength: 12,
      }),
      async (steps) => {
        const spare = [b, c, a];
        let ring = firstRing(a);
        let now = start;
        const tokens: { readonly kid: string | undefined; readonly at: number }[] = [];
        for (const { wait, sign } of steps) {
          const before = kids(ring, now);
          now += wait;
          if (sign) {
            const token = await tokenFor({ visitor, room: 'r', level: 'join', now }, settings, { with: 'keys', ring });
            tokens.push({ kid: decodeProtectedHeader(token).kid, at: now });
            if (wait < publishedAhead / 3) expect(before).toContain(tokens.at(-1)?.kid);
          } else {
            const next = spare.find(
              (key) =>
                !kids(ring, now).includes(key.kid) && !ring.keys.some((k) => 'key' in k && k.key.kid === key.kid),
            );
            if (next !== undefined && ring.keys.every(({ signsFrom }) => signsFrom <= now)) {
              const isKept = ring.keys.some((k) => 'retired' in k && k.retired.kid === next.kid);
              if (!isKept) ring = rotate(ring, next, now);
            }
          }
          for (const { kid, at } of tokens) if (now < at + 600_000) expect(kids(ring, now)).toContain(kid);
        }
      },
    ),
    { numRuns: 60 },
  );
});
