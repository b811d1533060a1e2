import { createHash } from 'node:crypto';

/** What is kept of a secret that only its bearer holds. The secrets are 256 random bits: no salt and no slow hash is needed. */
export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret, 'utf8').digest();
