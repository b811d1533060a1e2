import type { EntryAttribute } from './directory-entry.ts';

const RANGE = /^([^;]+);range=(\d+)-(?:\*|\d+)$/i;

/** Attributes as they are asked for, without their ranges. */
export const withoutRanges = (wanted: readonly string[]): readonly string[] =>
  wanted.map((name) => RANGE.exec(name)?.[1] ?? name);

/** Long lists of values in pieces, each named by what it holds; the last one ends with `*` (MS-ADTS 3.1.1.3.1.3.3). */
export function inRanges(
  attributes: readonly EntryAttribute[],
  wanted: readonly string[],
  atOnce: number,
): readonly EntryAttribute[] {
  const begins = new Map<string, number>();
  for (const name of wanted) {
    const asked = RANGE.exec(name);
    if (asked !== null) begins.set((asked[1] ?? '').toLowerCase(), Number(asked[2]));
  }
  return attributes.map(({ name, values }) => {
    const first = begins.get(name.toLowerCase());
    if (first === undefined && values.length <= atOnce) return { name, values };
    const from = first ?? 0;
    const piece = values.slice(from, from + atOnce);
    const isLast = from + piece.length >= values.length;
    return { name: `${name};range=${from}-${isLast ? '*' : String(from + piece.length - 1)}`, values: piece };
  });
}
