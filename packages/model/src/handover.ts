import { knowsRole } from './access.ts';
import type { CommunityView } from './community-view.ts';
import type { ClaimId, PersonId, RoleId } from './ids.ts';
import { originKey, type Assignment, type LocalDate } from './membership.ts';
import { message, type Message } from './message.ts';
import { addDays, coversDay } from './validity.ts';

export interface HandoverRequest {
  readonly view: CommunityView;
  readonly role: RoleId;
  readonly outgoing: PersonId;
  readonly incoming: PersonId;
  /** First day of the incoming person. */
  readonly date: LocalDate;
  /** Today in the community's zone. */
  readonly today: LocalDate;
  /** Days on which both hold the role, from `date` on. Absent: the community's setting. 0: the one begins on the day after the other's last. */
  readonly overlap?: number;
  /** Last day of the incoming person. Absent or null: open. */
  readonly until?: LocalDate | null;
  /** Id of the new assignment. */
  readonly id: ClaimId;
}

export type Handover =
  | {
      readonly kind: 'handover';
      /** Assignments of the outgoing person with their new last day. */
      readonly ends: readonly { readonly claim: ClaimId; readonly until: LocalDate }[];
      readonly start: Assignment;
      /** What a person should know before they confirm. */
      readonly warnings: readonly Message[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly Message[] };

/**
 * Moves a role from one person to another with no gap: both hold it on `overlap` days from `date` on, then the outgoing assignment ends by itself.
 * An outgoing assignment that would have ended within the overlap is prolonged to its end. Only claims made by hand can be handed over here:
 * each origin ends only its own.
 */
export function planHandover(request: HandoverRequest): Handover {
  const { view, role, outgoing, incoming, date } = request;
  const overlap = request.overlap ?? view.community.settings.handoverOverlap;
  const requested = refusalsOfRequest(request, overlap);
  if (requested.length > 0) return { kind: 'refused', reasons: requested };

  const lastDay = addDays(date, overlap - 1);
  const holdings = view.assignments.filter(
    (held) =>
      held.role === role &&
      held.deputyFor === null &&
      held.person === outgoing &&
      held.from <= lastDay &&
      (held.until === null || addDays(held.until, 1) >= date),
  );
  const reasons = [...refusalsOfOutgoing(request, holdings), ...refusalsOfIncoming(request)];
  if (reasons.length > 0) return { kind: 'refused', reasons };
  return {
    kind: 'handover',
    ends: holdings.map((held) => ({ claim: held.id, until: lastDay })),
    start: {
      id: request.id,
      person: incoming,
      community: view.community.id,
      role,
      deputyFor: null,
      origin: { kind: 'hand' },
      from: date,
      until: request.until ?? null,
    },
    warnings: warningsOf(request, lastDay),
  };
}

function refusalsOfRequest(request: HandoverRequest, overlap: number): readonly Message[] {
  const { view, role, outgoing, incoming, date, today, until = null } = request;
  const reasons: Message[] = [];
  if (!knowsRole(view.community, role)) {
    reasons.push(message('role.unknown', { role, community: view.community.id }));
  }
  if (outgoing === incoming) reasons.push(message('handover.same-person', { person: outgoing }));
  if (date < today) reasons.push(message('handover.past', { date, today }));
  if (!Number.isInteger(overlap) || overlap < 0 || overlap > 366) {
    reasons.push(message('handover.bad-overlap', { overlap }));
  }
  if (until !== null && until < date) {
    reasons.push(message('handover.ends-before-start', { until, date }));
  }
  return reasons;
}

function refusalsOfOutgoing(request: HandoverRequest, holdings: readonly Assignment[]): readonly Message[] {
  const { role, outgoing, date } = request;
  if (holdings.length === 0) return [message('handover.not-held', { person: outgoing, role, date })];
  const elsewhere = holdings.filter((held) => held.origin.kind !== 'hand');
  return elsewhere.map((held) =>
    message('handover.held-elsewhere', { person: outgoing, role, origin: originKey(held.origin) }),
  );
}

function refusalsOfIncoming({ view, role, incoming, date }: HandoverRequest): readonly Message[] {
  const reasons: Message[] = [];
  const isMember = view.memberships.some((claim) => claim.person === incoming && coversDay(claim, date));
  if (!view.isActive(incoming)) reasons.push(message('handover.incoming-inactive', { person: incoming }));
  else if (!isMember) reasons.push(message('handover.incoming-not-member', { person: incoming, date }));
  const held = view.assignments.find(
    (claim) =>
      claim.person === incoming &&
      claim.role === role &&
      claim.deputyFor === null &&
      (claim.until === null || claim.until >= date),
  );
  if (held) reasons.push(message('handover.incoming-holds', { person: incoming, role, from: held.from }));
  return reasons;
}

function warningsOf({ view, role, outgoing, incoming, date }: HandoverRequest, lastDay: LocalDate): readonly Message[] {
  const warnings: Message[] = [];
  const stays = (who: PersonId, until: LocalDate): boolean =>
    view.memberships.some((claim) => claim.person === who && coversDay(claim, until));
  if (lastDay >= date && !stays(outgoing, lastDay)) {
    warnings.push(message('handover.outgoing-leaves', { person: outgoing, until: lastDay }));
  }
  if (lastDay >= date && !stays(incoming, lastDay)) {
    warnings.push(message('handover.incoming-leaves', { person: incoming, until: lastDay }));
  }
  for (const deputy of view.assignments) {
    const remains = deputy.until === null || deputy.until > lastDay;
    if (deputy.role === role && deputy.deputyFor === outgoing && remains) {
      warnings.push(message('handover.deputy-remains', { person: deputy.person, holder: outgoing, role }));
    }
  }
  return warnings;
}
