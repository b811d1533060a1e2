import type { Request } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { secretMatches } from '../secret-hash.ts';
import type { Account } from '../state.ts';

export type Authentication =
  | { readonly kind: 'anonymous' }
  /** Wrong or disabled: both look the same from outside. */
  | { readonly kind: 'refused' }
  /** Too many failures from this address: right credentials don't help. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'account'; readonly account: Account; readonly with: 'password' | 'app password' };

/** Address that failures are counted for. */
export const addressOf = (req: Request): string => req.socket.remoteAddress ?? 'unknown';

const isAppPassword = (account: Account, secret: string): boolean =>
  account.appPasswordHashes.some((hash) => secretMatches(account.uid, secret, hash));

const byBasic = (platform: Platform, encoded: string): Authentication => {
  const [login = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const secret = rest.join(':');
  const account = findAccount(platform.state, login);
  if (account === undefined || !account.enabled) return { kind: 'refused' };
  if (isAppPassword(account, secret)) return { kind: 'account', account, with: 'app password' };
  if (secretMatches(account.uid, secret, account.passwordHash)) return { kind: 'account', account, with: 'password' };
  return { kind: 'refused' };
};

const byBearer = (platform: Platform, token: string): Authentication => {
  for (const account of platform.state.accounts.values()) {
    if (!isAppPassword(account, token)) continue;
    return account.enabled ? { kind: 'account', account, with: 'app password' } : { kind: 'refused' };
  }
  return { kind: 'refused' };
};

/** Who calls, by Basic (password or app password) or Bearer (app password). Counts failures against the address. */
export const authenticate = (platform: Platform, req: Request): Authentication => {
  const [scheme = '', credentials = ''] = (req.get('authorization') ?? '').split(/\s+/, 2);
  const known = { basic: byBasic, bearer: byBearer }[scheme.toLowerCase()];
  if (known === undefined) return { kind: 'anonymous' };
  if (platform.bruteForce.blocked(addressOf(req))) return { kind: 'blocked' };
  const result = known(platform, credentials);
  if (result.kind === 'refused') platform.bruteForce.failed(addressOf(req));
  return result;
};
