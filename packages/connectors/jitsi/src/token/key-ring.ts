import type { PublicJwk, RsaKey } from './rsa-key.ts';
import { longestLifetime } from './settings.ts';

/** A key and the instant (epoch milliseconds) from which it signs; a retired one has only its public half left. */
export type RingKey =
  { readonly signsFrom: number; readonly key: RsaKey } | { readonly signsFrom: number; readonly retired: PublicJwk };

/** Our own keys over time. The newest that has begun signs; the others are published as long as something may still need them. */
export interface KeyRing {
  /** In the order of `signsFrom`. */
  readonly keys: readonly RingKey[];
}

/** Seconds for which Jitsi may keep our JWKS (`Cache-Control: max-age`); its plugin reads it again then. */
export const jwksMaxAge = 300;
/**
 * Milliseconds for which a new key is published before it signs: until every Prosody has surely read it. A token whose key Prosody does not know yet
 * crashes its plugin (facts/identity.md §6), so that a key must never sign on the day it appears.
 */
export const publishedAhead = 3 * jwksMaxAge * 1000;
/** Milliseconds for which a key stays published after it signed last: the longest token, and a minute for clocks. */
export const publishedAfter = (longestLifetime + 60) * 1000;

/** A first key signs at once: nothing was signed before it. */
export const firstRing = (key: RsaKey): KeyRing => ({ keys: [{ signsFrom: 0, key }] });

const publicOf = (entry: RingKey): PublicJwk => ('key' in entry ? entry.key.jwk : entry.retired);

/** When the key at this place ceased or will cease to sign: when its successor begins. Null: it has no successor. */
const signsUntil = ({ keys }: KeyRing, index: number): number | null => keys[index + 1]?.signsFrom ?? null;
const isDead = (ring: KeyRing, index: number, now: number): boolean => {
  const until = signsUntil(ring, index);
  return until !== null && now >= until + publishedAfter;
};

/** The key that signs now. @throws RangeError when the ring has none: it was not made by the functions of this file */
export function signingKeyAt(ring: KeyRing, now: number): RsaKey {
  const entry = ring.keys.findLast(({ signsFrom }) => signsFrom <= now);
  if (entry === undefined || !('key' in entry)) throw new RangeError('the key ring has no key that signs now');
  return entry.key;
}

/** What is published now: the key that signs, those that will, and those whose tokens may still live. */
export const jwksAt = (ring: KeyRing, now: number): { readonly keys: readonly PublicJwk[] } => ({
  keys: ring.keys.filter((_, index) => !isDead(ring, index, now)).map(publicOf),
});

/**
 * A ring in which `fresh` follows. It signs from `now + publishedAhead`; until then the present key does. Keys whose last token has surely ended are dropped,
 * and keys that sign no more lose their private half. The caller keeps the answer in place of the old ring.
 * @throws RangeError when another key still waits to begin, or this one is in the ring already
 */
export function rotate(ring: KeyRing, fresh: RsaKey, now: number): KeyRing {
  if (ring.keys.some((entry) => publicOf(entry).kid === fresh.kid))
    throw new RangeError('this key is in the ring already');
  if (ring.keys.some(({ signsFrom }) => signsFrom > now)) throw new RangeError('a new key waits to begin already');
  const kept = ring.keys.flatMap((entry, index): RingKey[] => {
    if (isDead(ring, index, now)) return [];
    const until = signsUntil(ring, index);
    return [until !== null && until <= now ? { signsFrom: entry.signsFrom, retired: publicOf(entry) } : entry];
  });
  return { keys: [...kept, { signsFrom: now + publishedAhead, key: fresh }] };
}
