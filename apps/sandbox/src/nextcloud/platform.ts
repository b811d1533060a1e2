import type { AppName, OidcSettings } from './options.ts';
import type { CollectionLimits } from './dav/limits.ts';
import type { NextcloudState } from './state.ts';
import type { BruteForce } from './transport/brute-force.ts';
import type { RateLimits } from './transport/rate-limits.ts';

/** What every area of the stand-in works with. */
export interface Platform {
  readonly state: NextcloudState;
  /** Apps that are on; change it to switch one off while the server runs. */
  readonly apps: Set<AppName>;
  /** Settings that an administrator can change while the server runs. */
  readonly settings: PlatformSettings;
  readonly bruteForce: BruteForce;
  readonly rateLimits: RateLimits;
  /** Seconds since the epoch. */
  readonly seconds: () => number;
  readonly fetch: typeof fetch;
  /** Says that the state has changed and must reach the state file. */
  readonly changed: () => void;
}

export interface PlatformSettings {
  oidc: OidcSettings | null;
  language: string;
  /**
   * The callers' addresses are on the brute-force allow-list and `apply_allowlist_to_ratelimit` is on: no rate limit,
   * no lock-out, and `capabilities.bruteforce.allow-listed` says so.
   */
  allowListed: boolean;
  /** How many calendars and address books an account may have, and whether anybody asks. */
  readonly collectionLimits: CollectionLimits;
}

export const VERSION = {
  major: 32,
  minor: 0,
  micro: 1,
  string: '32.0.1',
  edition: '',
  extendedSupport: false,
} as const;
