import type { Community } from './community.ts';
import type { PersonId } from './ids.ts';
import type { Assignment, Membership, RotationTurn } from './membership.ts';

/** A community with all that is claimed about it. Claims of other communities in the arrays are a programming error. */
export interface CommunityView {
  readonly community: Community;
  readonly memberships: readonly Membership[];
  readonly assignments: readonly Assignment[];
  readonly turns: readonly RotationTurn[];
  /** Whether the person's state is `active`. Somebody suspended, departed or unknown stands nowhere. */
  readonly isActive: (person: PersonId) => boolean;
  /**
   * Of a working group: whether the person stands in its parent at that instant. Only members of the parent stand in its groups.
   * Absent: not asked (a community without a parent).
   */
  readonly isInParent?: (person: PersonId) => boolean;
}
