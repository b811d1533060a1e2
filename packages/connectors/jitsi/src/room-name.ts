import { createHash, createHmac } from 'node:crypto';
import type { SpaceKey } from '@passerelle/model';

const endLength = 8;
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

/**
 * The room of a space: its name, and an end made from the space's key: two communities can never come to share a room, and nobody who makes up a room
 * called after a community sits in its room. The same arguments give the same room, whatever was lost: with a secret nobody else can work it out.
 * The token, not the name, is what lets people in.
 */
export function roomFor(name: string, space: SpaceKey, secret: string | null): string {
  const digest = secret === null ? createHash('sha256') : createHmac('sha256', secret);
  const bytes = digest.update(space).digest();
  const end = Array.from(bytes.subarray(0, endLength), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${name}-${end}`;
}
