import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Passwords are kept as salted hashes so that the state file holds none in clear. A fast hash on purpose: this is a
 * sandbox with invented people, and thousands of accounts are made in a test. The salt is the account's id.
 */
export const secretHash = (uid: string, secret: string): string =>
  createHash('sha256').update(`${uid.toLowerCase()}\0${secret}`).digest('hex');

export const secretMatches = (uid: string, secret: string, hash: string | null): boolean => {
  if (hash === null) return false;
  const given = Buffer.from(secretHash(uid, secret));
  const kept = Buffer.from(hash);
  return given.length === kept.length && timingSafeEqual(given, kept);
};
