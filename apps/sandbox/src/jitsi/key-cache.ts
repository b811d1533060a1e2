import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const schema = z.looseObject({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })),
});

/** The keys as the plugin has them. It reads them again when `Cache-Control: max-age` runs out, and never because a key is unknown. */
export interface KeyCache {
  keysAt(now: number): Promise<ReadonlyMap<string, KeyObject>>;
}

/**
 * Read at the first need and not at the start, since in the sandbox whoever publishes the keys may start later; a failed reading is tried again then.
 * Sixty seconds before its end a set is read again, as the plugin does.
 */
export function keyCache(url: string, get: typeof fetch): KeyCache {
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let until = Number.NEGATIVE_INFINITY;
  return {
    async keysAt(now) {
      if (now < until) return keys;
      try {
        const answer = await get(url);
        if (!answer.ok) return keys;
        const { keys: published } = schema.parse(await answer.json());
        keys = new Map(
          published.map(({ kid, kty, n, e }) => [kid, createPublicKey({ key: { kty, n, e }, format: 'jwk' })]),
        );
        until = now + ageOf(answer.headers.get('cache-control')) * 1000;
      } catch {
        // Prosody logs it and keeps what it had.
      }
      return keys;
    },
  };
}

function ageOf(cacheControl: string | null): number {
  const age = /max-age=(\d+)/.exec(cacheControl ?? '')?.[1];
  // Without an age the plugin never reads again.
  if (age === undefined) return Number.POSITIVE_INFINITY;
  return Number(age) > 60 ? Number(age) - 60 : Number(age);
}
