import type { ClaimId, CommunityId, PersonId, RoleId, SourceId } from './ids.ts';
import type { Participation } from './role.ts';

/** A local calendar date, `2027-12-31`, read in the community's zone. */
export type LocalDate = `${number}-${number}-${number}`;

/** Who claims a membership or an assignment. Each origin ends only its own claim. */
export type Origin =
  { readonly kind: 'hand' } | { readonly kind: 'source'; readonly source: SourceId } | { readonly kind: 'file' };
/** `hand`, `file` or `source:<id>`: one claim per person, community (and role) and origin. */
export type OriginKey = 'hand' | 'file' | `source:${SourceId}`;
export const originKey = (origin: Origin): OriginKey =>
  origin.kind === 'source' ? `source:${origin.source}` : origin.kind;

/** First and last day, both included, in the community's zone. `until` null: open. */
export interface Validity {
  readonly from: LocalDate;
  readonly until: LocalDate | null;
}

/** A person in a community at a participation level, as claimed by one origin. */
export interface Membership extends Validity {
  readonly id: ClaimId;
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly participation: Participation;
  readonly origin: Origin;
}

/** A person holds a role in a community; or deputises for its holder between dates. */
export interface Assignment extends Validity {
  readonly id: ClaimId;
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly deputyFor: PersonId | null;
  readonly origin: Origin;
}

/** One turn of a role in rotation: who holds it for the meeting of that day. */
export interface RotationTurn {
  readonly id: ClaimId;
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly meeting: LocalDate;
  readonly person: PersonId;
}
