import type { CommunityView } from './community-view.ts';
import type { LocalDate, Validity } from './membership.ts';
import { periodOfTurn } from './standing.ts';
import { endOf, localDateAt, startOf } from './validity.ts';

/**
 * The first instant after `at` (epoch milliseconds) at which somebody's standing in the community may change by itself, because a claim begins or ends.
 * Null: never. Between `at` and that instant, `standingsOf` says the same unless somebody changes a claim.
 */
export function nextChangeAfter(view: CommunityView, at: number): number | null {
  const { zone } = view.community;
  const day = localDateAt(at, zone);
  let begins: LocalDate | null = null;
  let ends: LocalDate | null = null;
  for (const { from, until } of periods(view)) {
    if (from > day && (begins === null || from < begins)) begins = from;
    if (until !== null && until >= day && (ends === null || until < ends)) ends = until;
  }
  const next = Math.min(
    begins === null ? Infinity : startOf(begins, zone),
    ends === null ? Infinity : endOf(ends, zone),
  );
  return next === Infinity ? null : next;
}

function* periods({ community, memberships, assignments, turns }: CommunityView): Generator<Validity> {
  yield* memberships;
  yield* assignments;
  for (const turn of turns) yield periodOfTurn(community, turn);
}
