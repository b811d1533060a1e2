import { hash } from 'node:crypto';
import { foldAddress } from '@passerelle/model';
import { canonicalJson } from '../audit/canonical-json.ts';
import { searchText } from '../people/fold-name.ts';
import type { SourceRecord } from './source-record.ts';

/** The columns of a staged record, in the order in which `stagedRow` writes them. */
export const stagedColumns = `n integer, external_id text collate "C", place text, login text, given_name text, family_name text, display_name text,
  email text, email_folded text collate "C", preferred_language text, organization text, phone_number text, search text, active boolean,
  memberships jsonb, assignments jsonb, digest bytea`;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const field = (value: string | null): string =>
  // PostgreSQL's text has no NUL; directories do.
  value === null ? '\\N' : value.replaceAll('\0', '').replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? '');

/** One line of COPY's text format, with the digest of everything that the record says (but not of where it stands). */
export function stagedRow(record: SourceRecord, n: number): string {
  const { where, memberships, assignments, ...said } = record;
  const claims = [canonicalJson(memberships), canonicalJson(assignments)] as const;
  const digest = hash('sha256', `${canonicalJson(said)}\n${claims[0]}\n${claims[1]}`, 'hex');
  const values = [
    String(n),
    record.externalId,
    where,
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
    ...claims,
    `\\x${digest}`,
  ];
  return `${values.map(field).join('\t')}\n`;
}
