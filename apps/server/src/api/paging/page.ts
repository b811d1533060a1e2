import { message } from '@passerelle/model';
import { z } from 'zod';
import { Problem } from '../problem/problem.ts';
import { storable } from '../schema/fields.ts';

/** The parameters of every list. `sorts`: `name`, `-name` (the other way round); the first is the one of who says nothing. */
export const pageQuery = <const S extends readonly [string, ...string[]]>(sorts: S) => ({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('At most so many items'),
  cursor: z.string().max(1000).optional().describe('`next` of the page before'),
  sort: z.enum(sorts).default(sorts[0]).describe('Order; with - the other way round'),
});

/** A page of a list; `next` null: the last one. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

const cursorSchema = z.strictObject({
  sort: z.string(),
  key: z.union([z.string().regex(storable), z.number().int()]),
  id: z.string().regex(storable),
});
/** The last item of a page: what it is sorted by, and what tells it from its equals. */
export interface Cursor {
  readonly key: string | number;
  readonly id: string;
}

export const badCursor = (): Problem =>
  new Problem('invalid', { errors: [{ in: 'query', field: '/cursor', what: message('field.cursor') }] });

/** @throws Problem when it is no cursor of this order */
export function readCursor({
  cursor,
  sort,
}: {
  readonly cursor?: string | undefined;
  readonly sort: string;
}): Cursor | null {
  if (cursor === undefined) return null;
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badCursor();
  }
  const parsed = cursorSchema.safeParse(read);
  if (!parsed.success || parsed.data.sort !== sort) throw badCursor();
  return { key: parsed.data.key, id: parsed.data.id };
}

export const writeCursor = (sort: string, { key, id }: Cursor): string =>
  Buffer.from(JSON.stringify({ sort, key, id })).toString('base64url');

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A page of items that were read one more than asked for, in their order. */
export function cut<T>(
  read: readonly T[],
  { limit, sort }: { readonly limit: number; readonly sort: string },
  at: (item: T) => Cursor,
): Page<T> {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  return { items, next: read.length > limit && last !== undefined ? writeCursor(sort, at(last)) : null };
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;

/** A page of what is in memory as a whole. `by`: what each order sorts by. Items that came or went meanwhile shift nothing: a page begins after a value, not at a number. */
export function cutSorted<T>(
  all: readonly T[],
  query: { readonly limit: number; readonly sort: string; readonly cursor?: string | undefined },
  by: Readonly<Record<string, (item: T) => string | number>>,
  id: (item: T) => string,
): Page<T> {
  const { sort } = query;
  const down = sort.startsWith('-');
  const keyOf = by[down ? sort.slice(1) : sort];
  if (keyOf === undefined) throw new Error(`nothing sorts by ${sort}`);
  const at = (item: T): Cursor => ({ key: keyOf(item), id: id(item) });
  const order = (a: Cursor, b: Cursor): number => (compare(a.key, b.key) || compare(a.id, b.id)) * (down ? -1 : 1);
  const after = readCursor(query);
  const sorted = all.toSorted((a, b) => order(at(a), at(b)));
  return cut(after === null ? sorted : sorted.filter((item) => order(at(item), after) > 0), query, at);
}
