import { originKey, overlaps, type LocalDate, type Origin, type Validity } from '@passerelle/model';

interface Claim extends Validity {
  readonly origin: Origin;
}
export interface ClaimDifference<T> {
  readonly open: readonly T[];
  /** The claim as it is, and what is to be said of it. */
  readonly change: readonly { readonly before: T; readonly after: T }[];
  readonly end: readonly T[];
}

/**
 * What has to be done so that the claims of one thing (one person in one community, in one role) are what a file says. The file's own claims become
 * exactly those, except that one that is over already and no longer mentioned stays what it was. Of another origin's, a missing one is brought back;
 * what that origin says by now stands.
 */
export function matchClaims<T extends Claim>(
  held: readonly T[],
  wanted: readonly T[],
  isSame: (a: T, b: T) => boolean,
  today: LocalDate,
): ClaimDifference<T> {
  const isOwn = ({ origin }: T): boolean => origin.kind === 'file';
  const exact = (a: T, b: T): boolean => a.from === b.from && a.until === b.until && isSame(a, b);
  const own = held.filter(isOwn);
  const left = own.filter((claim) => !wanted.some((other) => isOwn(other) && exact(claim, other))).sort(byStart);
  const news = wanted.filter((claim) => isOwn(claim) && !own.some((other) => exact(claim, other))).sort(byStart);
  // The same beginning is the same claim; what is left of both is taken in the order of time.
  const pairs: { before: T; after: T }[] = [];
  for (const match of [(a: T, b: T) => a.from === b.from, () => true]) {
    for (const after of [...news]) {
      const before = left.find(
        (claim) => match(claim, after) && (claim.until === null || claim.until >= today || claim.from === after.from),
      );
      if (before === undefined) continue;
      pairs.push({ before, after });
      left.splice(left.indexOf(before), 1);
      news.splice(news.indexOf(after), 1);
    }
  }
  const brought = wanted.filter(
    (claim) =>
      !isOwn(claim) &&
      !held.some((other) => originKey(other.origin) === originKey(claim.origin) && overlaps(other, claim)),
  );
  return {
    open: [...news, ...brought],
    change: pairs,
    end: left.filter(({ until }) => until === null || until >= today),
  };
}

const byStart = (a: Validity, b: Validity): number => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
