import type { Community } from '@passerelle/model';
import { foldText, foldWords, isFiller } from './fold-words.ts';

/** How a name on a platform came to be taken for a community's. */
export type NameReason = 'our-mark' | 'same-name' | 'same-words' | 'abbreviation' | 'close-spelling';

export interface NameMatch {
  readonly reason: NameReason;
  /** Words of the platform's name that say something else than the community. */
  readonly rest: readonly string[];
  /** How many of the community's words were found: the longer name wins where one community's is part of another's. */
  readonly found: number;
}

/** From the surest to the boldest. */
const order: readonly NameReason[] = ['our-mark', 'same-name', 'same-words', 'abbreviation', 'close-spelling'];
const bolder = (a: NameReason, b: NameReason): NameReason => (order.indexOf(a) > order.indexOf(b) ? a : b);

/** Whether a name on a platform stands for a community: by its slug or its name, folded, in any order, cut short or slightly misspelt. Null: it does not. Pure. */
export function matchName(label: string, { id, name }: Pick<Community, 'id' | 'name'>): NameMatch | null {
  const words = foldWords(label);
  const told = [id, name].flatMap((text) => {
    const match = compare(label, words, text);
    return match === null ? [] : [match];
  });
  const [best] = told.toSorted(
    (a, b) => order.indexOf(a.reason) - order.indexOf(b.reason) || a.rest.length - b.rest.length,
  );
  return best ?? null;
}

function compare(label: string, words: readonly string[], text: string): NameMatch | null {
  const wanted = significant(foldWords(text));
  if (wanted.length === 0) return null;
  const plain = (name: string): string =>
    foldText(name)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  if (plain(label) === plain(text)) return { reason: 'same-name', rest: [], found: wanted.length };
  return byWords(words, wanted) ?? byInitials(words, text);
}

const significant = (words: readonly string[]): readonly string[] => {
  const kept = words.filter((word) => !isFiller(word));
  return kept.length > 0 ? kept : words;
};

/** Every word of the community is somewhere in the name; what is left over is told. */
function byWords(words: readonly string[], wanted: readonly string[]): NameMatch | null {
  const left = [...words];
  let reason: NameReason = 'same-words';
  for (const word of wanted) {
    const near = nearestOf(left, word);
    if (near === null) return null;
    left.splice(left.indexOf(near.word), 1);
    reason = bolder(reason, near.reason);
  }
  return { reason, rest: left.filter((word) => !isFiller(word)), found: wanted.length };
}

function nearestOf(
  words: readonly string[],
  wanted: string,
): { readonly word: string; readonly reason: NameReason } | null {
  if (words.includes(wanted)) return { word: wanted, reason: 'same-words' };
  const cut = words.find((word) => word.length >= 3 && wanted.length > word.length && wanted.startsWith(word));
  if (cut !== undefined) return { word: cut, reason: 'abbreviation' };
  const close = words.find((word) => isClose(word, wanted));
  return close === undefined ? null : { word: close, reason: 'close-spelling' };
}

/** "ICANE" for "Infirmières cliniciennes en autonomie et…": at least three initials, with or without the small words. */
function byInitials(words: readonly string[], text: string): NameMatch | null {
  const all = foldWords(text);
  const candidates = [all, significant(all)]
    .filter((list) => list.length >= 3)
    .map((list) => list.map(([first = '']) => first).join(''));
  const found = words.find((word) => candidates.includes(word));
  if (found === undefined) return null;
  const rest = words.filter((word) => word !== found && !isFiller(word));
  return { reason: 'abbreviation', rest, found: 1 };
}

/** One letter wrong in a word of five or more, two in one of nine or more. */
function isClose(a: string, b: string): boolean {
  const most = b.length >= 9 ? 2 : b.length >= 5 ? 1 : 0;
  return most > 0 && Math.abs(a.length - b.length) <= most && distance(a, b) <= most;
}

/** Letters to change, add, drop or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? at(row - 2, column - 2) + 1 : Infinity;
      current.push(
        Math.min(
          at(row - 1, column) + 1,
          (current[column - 1] ?? Infinity) + 1,
          at(row - 1, column - 1) + cost,
          swapped,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
