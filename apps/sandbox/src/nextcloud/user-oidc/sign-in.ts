import { addAccount, findAccount } from '../accounts.ts';
import type { OidcSettings } from '../options.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { oidcUid } from './oidc-uid.ts';

export type SignIn =
  | { readonly kind: 'account'; readonly account: Account }
  /** The messages are user_oidc's own, the statuses too: 400 and 401 (facts §10). */
  | { readonly kind: 'refused'; readonly reason: 'no-claim' | 'unknown' | 'conflict' | 'disabled' };

type Claims = Readonly<Record<string, unknown>>;
const textClaim = (claims: Claims, name: string): string => {
  const value = claims[name];
  return typeof value === 'string' ? value : '';
};

const takeProfile = (account: Account, claims: Claims): void => {
  const name = textClaim(claims, 'name');
  if (name !== '') account.displayName = name;
  const email = textClaim(claims, 'email');
  if (email !== '') account.email = email.toLowerCase();
};

/** The account that the claims lead to, made at need. */
const accountFor = (platform: Platform, settings: OidcSettings, claim: string, claims: Claims): SignIn => {
  const uid = oidcUid(settings, settings.providerId, claim);
  // Soft provisioning compares the claim itself, even when ids are hashes.
  const before = findAccount(platform.state, claim);
  const taken = before?.backend === 'Database' ? before : undefined;
  const own = findAccount(platform.state, uid);
  if (!settings.autoProvision) {
    const known = taken ?? own;
    return known === undefined ? { kind: 'refused', reason: 'unknown' } : { kind: 'account', account: known };
  }
  if (taken !== undefined && !settings.softAutoProvision) return { kind: 'refused', reason: 'conflict' };
  const { language } = platform.settings;
  const account =
    taken ?? own ?? addAccount(platform.state, { uid, backend: 'user_oidc', passwordHash: null, language });
  takeProfile(account, claims);
  return { kind: 'account', account };
};

/** Signs a person in by verified claims: into the account made beforehand, with its groups kept. */
export const signIn = (platform: Platform, settings: OidcSettings, claims: Claims): SignIn => {
  const claim = textClaim(claims, settings.uidClaim);
  if (claim === '') return { kind: 'refused', reason: 'no-claim' };
  const result = accountFor(platform, settings, claim, claims);
  platform.changed();
  if (result.kind === 'account' && !result.account.enabled) return { kind: 'refused', reason: 'disabled' };
  return result;
};
