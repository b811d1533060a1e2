import { message, type CommunityId, type Message, type PersonId } from '@passerelle/model';

export interface TechniciensQuestion {
  readonly community: CommunityId;
  /** Who holds the role of technicien as last applied, and as it should be now. */
  readonly before: readonly PersonId[];
  readonly after: readonly PersonId[];
  readonly isArchived: boolean;
  /** A person was told exactly this, and said yes. */
  readonly isAcknowledged: boolean;
}
export interface TechniciensBlock {
  readonly rule: 'last-technicien';
  readonly community: CommunityId;
  readonly people: readonly PersonId[];
  readonly reason: Message;
}

/** The last technicien of a community cannot leave unnoticed: nobody would be left who can enrol, help, or hand the role on. */
export function techniciensGuard(question: TechniciensQuestion): TechniciensBlock | null {
  const { community, before, after, isArchived, isAcknowledged } = question;
  if (before.length === 0 || after.length > 0 || isArchived || isAcknowledged) return null;
  const people = [...before].sort();
  const reason = message('guard.techniciens.last', { community, count: people.length });
  return { rule: 'last-technicien', community, people, reason };
}
