import { hash } from 'node:crypto';
import { foldAddress } from '@passerelle/model';
import { searchText } from '../people/fold-name.ts';
import type { SourceRecord } from './source-record.ts';

/** The columns of a staged record, in the order in which `stagedRow` writes them. */
export const stagedColumns = `n integer, external_id text collate "C", place text, login text, given_name text, family_name text, display_name text,
  email text, email_folded text collate "C", preferred_language text, organization text, phone_number text, search text, active boolean,
  memberships jsonb, assignments jsonb, digest bytea`;

type Claims = SourceRecord['memberships'] | SourceRecord['assignments'];

/** The same claims are the same text, in whatever order a directory lists its groups. */
const claimsText = (claims: Claims): string =>
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

/** SHA-256, in hex, of everything that the record says about the person (but not of where it stands). */
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
      record.active,
      claimsText(record.memberships),
      claimsText(record.assignments),
    ]),
    'hex',
  );

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
