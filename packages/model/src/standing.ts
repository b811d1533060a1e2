import { knowsRole } from './access.ts';
import type { Community } from './community.ts';
import type { CommunityView } from './community-view.ts';
import type { ClaimId, PersonId, RoleId } from './ids.ts';
import type { Assignment, LocalDate, Membership, Origin, RotationTurn, Validity } from './membership.ts';
import type { Person } from './person.ts';
import { participations, participationStation, roleStation, type Participation, type Station } from './role.ts';
import { addDays, coversDay, localDateAt } from './validity.ts';

/** Why somebody holds a station: the claim that gives it, and its first and last day. */
export type Reason =
  | (ClaimReason & { readonly kind: 'membership'; readonly participation: Participation })
  | (ClaimReason & { readonly kind: 'assignment' })
  | (ClaimReason & { readonly kind: 'deputyship'; readonly deputyFor: PersonId })
  | {
      readonly kind: 'turn';
      readonly claim: ClaimId;
      readonly meeting: LocalDate;
      readonly from: LocalDate;
      readonly until: LocalDate;
    };
interface ClaimReason extends Validity {
  readonly claim: ClaimId;
  readonly origin: Origin;
}

export interface Standing {
  readonly station: Station;
  /** Never empty. */
  readonly because: readonly Reason[];
}

export interface StandingQuestion {
  readonly community: Community;
  /** Claims of this community; other people's are passed over. */
  readonly memberships: readonly Membership[];
  readonly assignments: readonly Assignment[];
  readonly turns: readonly RotationTurn[];
  readonly person: Pick<Person, 'id' | 'state'>;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of a working group: whether the person stands in its parent at that instant. Absent: not asked. */
  readonly isInParent?: (person: PersonId) => boolean;
}

/** First and last day on which a turn gives its role: so that the meeting can be prepared and written up. */
export const periodOfTurn = (
  { settings }: Pick<Community, 'settings'>,
  turn: RotationTurn,
): { readonly from: LocalDate; readonly until: LocalDate } => ({
  from: addDays(turn.meeting, -settings.rotationBefore),
  until: addDays(turn.meeting, settings.rotationAfter),
});

const rank = (participation: Participation): number => participations.indexOf(participation);
const nearer = (a: Participation, b: Participation): Participation => (rank(b) > rank(a) ? b : a);
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function reasonOf({ id, from, until, origin, deputyFor }: Assignment): Reason {
  const claim = { claim: id, from, until, origin };
  return deputyFor === null ? { kind: 'assignment', ...claim } : { kind: 'deputyship', deputyFor, ...claim };
}

function participationStanding(memberships: readonly Membership[]): Standing | null {
  const [first] = memberships;
  if (first === undefined) return null;
  const highest = memberships.reduce((held, next) => nearer(held, next.participation), first.participation);
  const because = memberships.map(({ id, from, until, origin, participation }): Reason => ({
    kind: 'membership',
    claim: id,
    from,
    until,
    origin,
    participation,
  }));
  return { station: participationStation(highest), because: sorted(because) };
}

const sorted = (reasons: readonly Reason[]): readonly Reason[] =>
  reasons.toSorted((a, b) => byCodeUnit(a.claim, b.claim));

/**
 * The stations that a person holds at an instant, and why, ordered by station. Empty: not a member then.
 *
 * A membership lives while one origin claims it; the claim nearest to the centre decides, all of them are named. A role needs a membership
 * of the same community at that instant: leaving the community ends the access of its roles. A deputy holds the role as the deputyship is dated,
 * a person in rotation around the meeting. Somebody who is not active stands nowhere.
 */
export function standingOf(question: StandingQuestion): readonly Standing[] {
  const { community, person, at } = question;
  if (person.state !== 'active' || question.isInParent?.(person.id) === false) return [];
  const day = localDateAt(at, community.zone);
  const own = <T extends { readonly person: PersonId }>(claims: readonly T[]): T[] =>
    claims.filter((claim) => claim.person === person.id);
  const member = participationStanding(own(question.memberships).filter((claim) => coversDay(claim, day)));
  if (member === null) return [];

  const roles = new Map<RoleId, Reason[]>();
  const add = (role: RoleId, reason: Reason): void => {
    if (!knowsRole(community, role) || !coversDay(reason, day)) return;
    const known = roles.get(role);
    if (known) known.push(reason);
    else roles.set(role, [reason]);
  };
  for (const assignment of own(question.assignments)) add(assignment.role, reasonOf(assignment));
  for (const turn of own(question.turns)) {
    add(turn.role, { kind: 'turn', claim: turn.id, meeting: turn.meeting, ...periodOfTurn(community, turn) });
  }
  const held = Array.from(roles, ([role, because]): Standing => ({
    station: roleStation(role),
    because: sorted(because),
  }));
  return [member, ...held.toSorted((a, b) => byCodeUnit(a.station, b.station))];
}

export interface StandingPerson {
  readonly person: PersonId;
  /** Participation first, then roles in code unit order: as `standingOf` orders them. Never empty. */
  readonly stations: readonly Station[];
}

/**
 * Everybody who stands in a community at an instant, in code unit order of their ids: the same stations as `standingOf` says one by one,
 * in one pass over the claims. The instant is turned into the community's day once, so that each claim costs two comparisons of texts.
 */
export function* standingsOf(view: CommunityView, at: number): Generator<StandingPerson, void, undefined> {
  const { community } = view;
  const day = localDateAt(at, community.zone);
  const members = new Map<PersonId, Participation>();
  for (const claim of view.memberships) {
    if (!coversDay(claim, day)) continue;
    const known = members.get(claim.person);
    members.set(claim.person, known === undefined ? claim.participation : nearer(known, claim.participation));
  }
  const roles = rolesOn(view, day);
  for (const person of [...members.keys()].sort()) {
    const participation = members.get(person);
    if (participation === undefined || !view.isActive(person) || view.isInParent?.(person) === false) continue;
    const held = [...(roles.get(person) ?? [])].map(roleStation).sort();
    yield { person, stations: [participationStation(participation), ...held] };
  }
}

function rolesOn({ community, assignments, turns }: CommunityView, day: LocalDate): Map<PersonId, Set<RoleId>> {
  const roles = new Map<PersonId, Set<RoleId>>();
  const add = (person: PersonId, role: RoleId, period: Validity): void => {
    if (!coversDay(period, day) || !knowsRole(community, role)) return;
    const known = roles.get(person);
    if (known) known.add(role);
    else roles.set(person, new Set([role]));
  };
  for (const assignment of assignments) add(assignment.person, assignment.role, assignment);
  for (const turn of turns) add(turn.person, turn.role, periodOfTurn(community, turn));
  return roles;
}
