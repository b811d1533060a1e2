import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares a password with one stored `userPassword` value: clear text, {SHA} or {SSHA} (RFC 2307). Other schemes never match. */
export function passwordMatches(stored: string, password: string): boolean {
  const scheme = /^\{([a-z0-9-]+)\}(.*)$/is.exec(stored);
  if (scheme === null) return sameBytes(Buffer.from(stored), Buffer.from(password));
  const payload = Buffer.from(scheme[2] ?? '', 'base64');
  const name = scheme[1]?.toUpperCase();
  if (name === 'SHA' && payload.length === 20) return sameBytes(payload, sha1(password));
  if (name === 'SSHA' && payload.length > 20) {
    return sameBytes(payload.subarray(0, 20), sha1(password, payload.subarray(20)));
  }
  return false;
}

function sha1(password: string, salt: Buffer = Buffer.alloc(0)): Buffer {
  return createHash('sha1').update(password).update(salt).digest();
}

function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
