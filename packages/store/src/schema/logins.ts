/* People who log in to Passerelle's own server: written by the server alone. */
import type { Generated } from 'kysely';
import type { Instant, InstantNull, InstantOr, Null } from './columns.ts';

export interface LoginSessionTable {
  id: Buffer;
  person: string;
  issuer: string;
  subject: string;
  sid: Null<string>;
  sealed: Buffer;
  created_at: InstantOr;
  seen_at: InstantOr;
  confirmed_at: InstantOr;
  expires_at: Instant;
}
export interface LoginAttemptTable {
  id: Buffer;
  state: string;
  nonce: string;
  verifier: string;
  return_to: string;
  expires_at: Instant;
}
export interface UsedOnceTable {
  purpose: string;
  value: string;
  expires_at: Instant;
}
export interface GuestLinkTable {
  id: string;
  digest: Buffer;
  community: string;
  made_by: string;
  purpose: Generated<string>;
  valid_from: InstantOr;
  expires_at: Instant;
  revoked_at: InstantNull;
  waits: Generated<boolean>;
  uses: Generated<number>;
}
export interface GuestVisitTable {
  id: string;
  digest: Buffer;
  link: string;
  name: string;
  asked_at: InstantOr;
  seen_at: InstantOr;
  verdict: Null<'admitted' | 'refused'>;
  decided_by: Null<string>;
  decided_at: InstantNull;
}
