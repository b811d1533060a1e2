import type { Values } from './attribute-values.ts';
import { guidOf } from './attribute-values.ts';

/** Where a directory keeps what never changes about an entry. `guid`: 16 bytes, the first three parts little-endian (MS-DTYP 2.3.4). */
export interface IdRule {
  readonly attribute: string;
  readonly encoding: 'text' | 'guid';
}

/** The id as text in lower case, or null where the entry shows none. */
export function idIn(values: Values, { attribute, encoding }: IdRule): string | null {
  if (encoding === 'text') return values.text(attribute)[0]?.trim().toLowerCase() ?? null;
  const bytes = values.bytes(attribute);
  return bytes === null ? null : guidOf(bytes);
}

const groups = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** What to compare the attribute with in a filter; null: nothing can have this id. */
export function idAssertion(id: string, { encoding }: IdRule): string | Buffer | null {
  // UUIDs (RFC 4122) and the ids of 389 Directory Server (four groups of eight) are made of these characters only.
  if (!/^[0-9a-fA-F-]{8,64}$/.test(id)) return null;
  if (encoding === 'text') return id;
  const hex = id.replaceAll('-', '');
  if (hex.length !== 32) return null;
  const written = Buffer.from(hex, 'hex');
  return Buffer.from(groups.map((at) => written[at] ?? 0));
}
