import type { CommunityView } from '../community-view.ts';
import { roleId, type RoleId } from '../ids.ts';
import type { LocalDate, Validity } from '../membership.ts';
import { technicien } from '../role.ts';
import { standingsOf } from '../standing.ts';
import { addDays, coversDay, daysBetween, localDateAt, overlaps } from '../validity.ts';
import { warning, type Finding } from './finding.ts';

/** Roles that a living community is expected to have somebody in. */
export const expectedRoles: readonly RoleId[] = [roleId('coordinateur'), technicien];
/** A last technicien's end is told this many days ahead. */
const noticeDays = 60;

/** Expected roles that nobody holds, and a last technicien whose time runs out with nobody to follow. Archived communities need neither. */
export function validateVacancies(view: CommunityView, at: number): readonly Finding[] {
  const { community } = view;
  if (community.stage === 'archived') return [];
  const held = new Set([...standingsOf(view, at)].flatMap((person) => person.stations));
  const path = ['communities', community.id];
  const vacant = expectedRoles.filter((role) => !held.has(`role:${role}`));
  const today = localDateAt(at, community.zone);
  const last = lastDayHeld(view, technicien, today);
  return [
    ...vacant.map((role) => warning(path, 'role.vacant', { role, community: community.id })),
    ...(last !== null && daysBetween(today, last) <= noticeDays
      ? [warning(path, 'role.last-ends', { role: technicien, community: community.id, date: last })]
      : []),
  ];
}

/** The last day up to which the role is held without a gap from today on, by whomever. Null: for ever, or not held today. */
function lastDayHeld(view: CommunityView, role: RoleId, today: LocalDate): LocalDate | null {
  const periods = view.assignments
    .filter((claim) => claim.role === role && claim.deputyFor === null && view.isActive(claim.person))
    .flatMap((claim) =>
      view.memberships
        .filter((membership) => membership.person === claim.person && overlaps(membership, claim))
        .map((membership) => common(membership, claim)),
    );
  let last = latestEnd(periods, today) ?? null;
  while (last !== null) {
    const next = latestEnd(periods, addDays(last, 1));
    if (next === undefined || next === last) return last;
    last = next;
  }
  return null;
}

/** The latest end among the periods that cover a day. Null: open. Undefined: none covers it. */
function latestEnd(periods: readonly Validity[], day: LocalDate): LocalDate | null | undefined {
  const ends = periods.filter((period) => coversDay(period, day)).map((period) => period.until);
  if (ends.length === 0) return undefined;
  return ends.reduce((latest, end) => (latest === null || end === null ? null : end > latest ? end : latest));
}

function common(a: Validity, b: Validity): Validity {
  const from = a.from > b.from ? a.from : b.from;
  if (a.until === null || b.until === null) return { from, until: a.until ?? b.until };
  return { from, until: a.until < b.until ? a.until : b.until };
}
