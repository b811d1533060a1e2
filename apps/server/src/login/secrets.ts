import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** 256 random bits, as a cookie or a link holds them. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What a form of somebody who is logged in must bring along: it can be worked out from the cookie only, which other sites cannot read. */
export const csrfToken = (secret: string): string =>
  createHmac('sha256', secret).update('passerelle csrf').digest('base64url');

export function isCsrfToken(secret: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [expected, told] = [Buffer.from(csrfToken(secret)), Buffer.from(given)];
  return expected.length === told.length && timingSafeEqual(expected, told);
}

const keptSchema = z.object({
  idToken: z.string(),
  refreshToken: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
});
/** What is kept of a login, sealed. */
export type KeptLogin = z.infer<typeof keptSchema>;

const keyFor = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'passerelle login session', 32));

/** Seals with a key that only the cookie's bearer has: who reads the database cannot use the tokens. AES-256-GCM: 12 bytes nonce, 16 bytes tag, text. */
export function seal(secret: string, kept: KeptLogin): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(kept), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** @throws when the seal is broken or of another cookie */
export function unseal(secret: string, sealed: Buffer): KeptLogin {
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  return keptSchema.parse(JSON.parse(text));
}
