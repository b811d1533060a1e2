import type { Identity } from './directory-accounts.ts';
import { LdapFailure, RESULT } from './ldap-failure.ts';

/**
 * The limits of the measured server: `sizelimit size.soft=500 size.hard=unlimited`, and for the reader
 * `size.soft=unlimited size.pr=500`. The manager is the rootdn, to whom no limit applies.
 */
export interface SearchLimits {
  /** Rows that a search without the paging control gives to a person before it ends with code 4. */
  readonly softSize: number;
  /** Largest page (`size.pr`) that the reader may ask for; a larger one is code 11 and no row at all. */
  readonly largestPage: number;
  /** So many values of an attribute at once, the rest as `member;range=1500-*`, as Active Directory does (MS-ADTS 3.1.1.3.1.3.3). Absent: all. */
  readonly valuesAtOnce?: number;
}

export const MEASURED_LIMITS: SearchLimits = { softSize: 500, largestPage: 500 };

/** How many rows this search may give in all; the client's own `sizeLimit` (0: none) counts too. */
export function rowLimit(identity: Identity, limits: SearchLimits, sizeLimit: number, paged: boolean): number {
  const own = sizeLimit === 0 ? Number.POSITIVE_INFINITY : sizeLimit;
  const soft = identity.kind === 'person' && !paged ? limits.softSize : Number.POSITIVE_INFINITY;
  // An explicit request may go up to the hard limit, which is unlimited here.
  return sizeLimit === 0 ? soft : own;
}

/** @throws LdapFailure 11 when the page is larger than `size.pr` allows */
export function checkPageSize(identity: Identity, limits: SearchLimits, size: number): void {
  if (identity.kind === 'reader' && size > limits.largestPage) {
    throw new LdapFailure(RESULT.adminLimitExceeded, 'illegal pagedResults page size');
  }
}
