import type { CommunityView } from './community-view.ts';
import type { ClaimId, CommunityId, PersonId, RoleId } from './ids.ts';
import { originKey, type Assignment, type OriginKey } from './membership.ts';
import { message, type Message } from './message.ts';
import { technicien } from './role.ts';
import { periodOfTurn, standingsOf } from './standing.ts';
import { coversDay, localDateAt } from './validity.ts';

/**
 * Whether nobody would hold the role of technicien at that instant if this person left, while they do hold it now.
 * Somebody who only deputises for them does not count: the deputyship is theirs.
 */
export function lastTechnicien(view: CommunityView, person: PersonId, at: number): boolean {
  const station = `role:${technicien}` as const;
  const holders = [...standingsOf(view, at)]
    .filter((held) => held.stations.includes(station))
    .map((held) => held.person);
  if (!holders.includes(person)) return false;
  const day = localDateAt(at, view.community.zone);
  const holdsOtherwise = (holder: PersonId): boolean =>
    view.assignments.some(
      (claim) =>
        claim.person === holder && claim.role === technicien && claim.deputyFor !== person && coversDay(claim, day),
    ) ||
    view.turns.some(
      (turn) =>
        turn.person === holder && turn.role === technicien && coversDay(periodOfTurn(view.community, turn), day),
    );
  return !holders.some((holder) => holder !== person && holdsOtherwise(holder));
}

/** What un-enrolling somebody from a community by hand brings with it, to be shown before it is confirmed. */
export interface Leaving {
  /** Claims that end: memberships and assignments made by hand, here and in the working groups. */
  readonly ends: readonly ClaimId[];
  /** Turns to come or under way that need another person. */
  readonly openTurns: readonly ClaimId[];
  /** Working groups that are left too: their members are members of the parent. */
  readonly groups: readonly CommunityId[];
  readonly roles: readonly { readonly community: CommunityId; readonly role: RoleId }[];
  /** Origins that go on claiming the membership here: while one does, the person stays. Each ends only its own claim. */
  readonly stillClaimedBy: readonly OriginKey[];
  /** Communities whose last technicien this is. */
  readonly lastTechnicienOf: readonly CommunityId[];
  /** All of it in words. */
  readonly messages: readonly Message[];
}

/**
 * @param view the community to be left
 * @param groups its working groups (communities whose parent it is)
 */
export function leavingConsequences(
  view: CommunityView,
  groups: readonly CommunityView[],
  person: PersonId,
  at: number,
): Leaving {
  const concerned = [view, ...groups];
  const day = (of: CommunityView): string => localDateAt(at, of.community.zone);
  const open = (of: CommunityView) => {
    const today = day(of);
    const lasts = (claim: { readonly person: PersonId; readonly until: string | null }): boolean =>
      claim.person === person && (claim.until === null || claim.until >= today);
    return {
      memberships: of.memberships.filter(lasts),
      assignments: of.assignments.filter(lasts),
      turns: of.turns.filter((turn) => lasts({ ...turn, ...periodOfTurn(of.community, turn) })),
    };
  };
  const here = open(view);
  const stillClaimedBy = [
    ...new Set(
      here.memberships.filter((claim) => claim.origin.kind !== 'hand').map((claim) => originKey(claim.origin)),
    ),
  ].sort();
  const stays = stillClaimedBy.length > 0;
  const left = stays ? [] : groups.filter((group) => open(group).memberships.length > 0);
  const reached = stays ? [view] : concerned;

  // Without a membership a role gives nothing, whoever claims it; with one, only what was given by hand ends.
  const endsNow = (claim: Assignment): boolean => !stays || claim.origin.kind === 'hand';
  const byHand = reached.flatMap((of) => {
    const { memberships, assignments } = open(of);
    return [...memberships, ...assignments].filter((claim) => claim.origin.kind === 'hand');
  });
  const roles = reached.flatMap((of) =>
    [
      ...new Set(
        open(of)
          .assignments.filter(endsNow)
          .map((claim) => claim.role),
      ),
    ]
      .sort()
      .map((role) => ({ community: of.community.id, role })),
  );
  const openTurns = reached.flatMap((of) => open(of).turns);
  const lastTechnicienOf = reached
    .filter((of) => roles.some((lost) => lost.community === of.community.id && lost.role === technicien))
    .filter((of) => lastTechnicien(of, person, at))
    .map((of) => of.community.id);
  return {
    ends: byHand.map((claim) => claim.id),
    openTurns: openTurns.map((turn) => turn.id),
    groups: left.map((group) => group.community.id),
    roles,
    stillClaimedBy,
    lastTechnicienOf,
    messages: [
      ...stillClaimedBy.map((origin) =>
        message('leaving.still-claimed', { person, community: view.community.id, origin }),
      ),
      ...left.map((group) => message('leaving.group', { person, community: group.community.id })),
      ...roles.map(({ community, role }) => message('leaving.role', { person, community, role })),
      ...openTurns.map(({ community, role, meeting }) =>
        message('leaving.turn', { person, community, role, date: meeting }),
      ),
      ...lastTechnicienOf.map((community) => message('leaving.last-technicien', { person, community })),
    ],
  };
}
