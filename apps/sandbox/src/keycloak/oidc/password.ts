import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** A cheap scrypt: a sandbox logs hundreds of invented people in. Real secrets do not belong here. */
const COST = { N: 1024, r: 8, p: 1 };

export function hashPassword(value: string): { readonly salt: string; readonly hash: string } {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: scryptSync(value, salt, 32, COST).toString('base64') };
}

export function passwordFits(value: string, stored: { readonly salt: string; readonly hash: string }): boolean {
  const hash = scryptSync(value, Buffer.from(stored.salt, 'base64'), 32, COST);
  return timingSafeEqual(hash, Buffer.from(stored.hash, 'base64'));
}
