import { hash } from 'node:crypto';
import { foldAddress } from '@passerelle/model';
import { searchText } from '../people/fold-name.ts';
import type { PresentRecord, SourceRecord } from './source-record.ts';

/** The columns of a staged record, in the order in which `stagedRow` writes them. */
export const stagedColumns = `n integer, external_id text collate "C", place text, login text, given_name text, family_name text, display_name text,
  email text, email_folded text collate "C", preferred_language text, organization text, phone_number text, search text, active boolean,
  memberships jsonb, assignments jsonb, digest bytea`;

type Claims = SourceRecord['memberships'] | SourceRecord['assignments'];

/** The same claims are the same text, in whatever order a directory lists its groups. */
export const claimsText = (claims: Claims): string =>
  claims.length === 0
    ? '[]'
    : `[${claims
        .map((claim) =>
          JSON.stringify({
            community: claim.community,
            ...('role' in claim ? { role: claim.role } : { participation: claim.participation }),
            from: claim.from,
            until: claim.until,
          }),
        )
        .sort()
        .join(',')}]`;

/** Bytes of the first half of a digest. */
export const fieldsDigestBytes = 32;

/**
 * In hex: SHA-256 of what the record says the person is called and reached by (but not of where it stands), then 16 bytes of `standingDigest`. Two halves,
 * since a reading of what is new tells the second one of people whose entry it does not read.
 */
export const digestOf = (record: SourceRecord): string =>
  hash(
    'sha256',
    JSON.stringify([
      record.externalId,
      record.login,
      record.givenName,
      record.familyName,
      record.displayName,
      record.email,
      record.preferredLanguage,
      record.organization,
      record.phoneNumber,
    ]),
    'hex',
  ) + standingDigest(record);

/** In hex, 16 bytes: whether the account is open, and what groups say. */
export const standingDigest = ({ active, memberships, assignments }: Omit<PresentRecord, 'externalId'>): string =>
  hash('sha256', JSON.stringify([active, claimsText(memberships), claimsText(assignments)]), 'hex').slice(0, 32);

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '' };
function field(value: string | null): string {
  if (value === null) return '\\N';
  // PostgreSQL's text has no NUL; directories do.
  return value.replace(/[\\\n\r\t\0]/g, (character) => escapes[character] ?? '');
}

/** PostgreSQL refuses NUL in a parameter; an id that has one is staged without it. */
export const idText = (externalId: string): string => externalId.replaceAll('\0', '');

/** One line of COPY's text format. */
export function stagedRow(record: SourceRecord, n: number, digest: string): string {
  const values = [
    String(n),
    record.externalId,
    record.where,
    record.login,
    record.givenName,
    record.familyName,
    record.displayName,
    record.email,
    record.email === null ? null : foldAddress(record.email),
    record.preferredLanguage,
    record.organization,
    record.phoneNumber,
    searchText(record),
    record.active ? 't' : 'f',
    claimsText(record.memberships),
    claimsText(record.assignments),
  ];
  return `${values.map(field).join('\t')}\t\\\\x${digest}\n`;
}
