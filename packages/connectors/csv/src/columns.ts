import names from './data/columns.json' with { type: 'json' };
import { foldWords } from './fold-words.ts';

/** What a column of the file can be. */
export const columns = [
  'id',
  'familyName',
  'givenName',
  'displayName',
  'email',
  'language',
  'community',
  'participation',
  'role',
  'from',
  'until',
  'organization',
  'phoneNumber',
] as const;
export type Column = (typeof columns)[number];

/** Headers that are recognised for each column, folded. */
export const recognised: Readonly<Record<Column, readonly string[]>> = names;

export interface Layout {
  /** Position of each column that the file has. */
  readonly at: ReadonlyMap<Column, number>;
  /** The file's own words for each, for messages. */
  readonly headers: ReadonlyMap<Column, string>;
  readonly unknown: readonly string[];
  /** Two headers for one column: the first is used. */
  readonly repeated: readonly string[];
  /** Cells of the header line. */
  readonly width: number;
  readonly missing: readonly ('name' | 'key')[];
}

/** Finds the columns in a header line. `own` names headers that the configuration adds. */
export function layoutOf(
  header: readonly string[],
  own: Readonly<Partial<Record<Column, string | undefined>>>,
): Layout {
  const byName = new Map<string, Column>();
  for (const column of columns) for (const name of recognised[column]) byName.set(name, column);
  const chosen = new Set<Column>();
  for (const column of columns) {
    const name = own[column];
    if (name === undefined) continue;
    byName.set(foldWords(name), column);
    chosen.add(column);
  }
  const at = new Map<Column, number>();
  const headers = new Map<Column, string>();
  const unknown: string[] = [];
  const repeated: string[] = [];
  for (const [position, title] of header.entries()) {
    const folded = foldWords(title);
    if (folded === '') continue;
    const column = byName.get(folded);
    // A column that the configuration names is that one only, whatever else looks like it.
    const displaced = column !== undefined && chosen.has(column) && folded !== foldWords(own[column] ?? '');
    if (column === undefined || displaced) unknown.push(title.trim());
    else if (at.has(column)) repeated.push(title.trim());
    else {
      at.set(column, position);
      headers.set(column, title.trim());
    }
  }
  const missing: ('name' | 'key')[] = [];
  if (!at.has('familyName') && !at.has('displayName')) missing.push('name');
  if (!at.has('email') && !at.has('id')) missing.push('key');
  return { at, headers, unknown, repeated, width: header.length, missing };
}
