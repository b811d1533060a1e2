import type { Community } from './community.ts';
import type { LocalDate, Membership } from './membership.ts';
import { message, type Message } from './message.ts';
import type { PersonId } from './ids.ts';
import { participations, type Participation } from './role.ts';
import { lastDayOf, overlaps } from './validity.ts';

/** What enrolling somebody in a working group means for the community that it is part of. */
export interface GroupMembership {
  /** Enrol them in the parent too, at this level, for the same days. Null: they are there already. */
  readonly parent: Participation | null;
  /** The last day that the membership of the group can have, where none was asked for: the parent's. Undefined: as asked. */
  readonly until: LocalDate | undefined;
  readonly messages: readonly Message[];
}

/**
 * A working group's members are members of its parent: who is not gets the parent's outermost level with it, and who is there for a time is in the group
 * no longer than that.
 * @param held the person's memberships of the parent, of any origin
 * @param asked first day, and last one where one was named (null: open, and said so)
 */
export function groupMembership(
  { id: community, parent }: Pick<Community, 'id' | 'parent'>,
  person: PersonId,
  held: readonly Membership[],
  asked: { readonly from: LocalDate; readonly until: LocalDate | null | undefined },
): GroupMembership {
  if (parent === null) return { parent: null, until: undefined, messages: [] };
  const period = { from: asked.from, until: asked.until ?? null };
  const meanwhile = held.filter((membership) => membership.community === parent && overlaps(membership, period));
  const [participation] = participations;
  if (meanwhile.length === 0) {
    const told = message('membership.parent-added', { person, community, parent, participation });
    return { parent: participation, until: undefined, messages: [told] };
  }
  const until = lastDayOf(meanwhile);
  if (until === null || (period.until !== null && period.until <= until)) {
    return { parent: null, until: undefined, messages: [] };
  }
  const params = { person, community, parent, until };
  if (asked.until === undefined) {
    return { parent: null, until, messages: [message('membership.ends-with-parent', params)] };
  }
  return { parent: null, until: undefined, messages: [message('membership.outlasts-parent', params)] };
}
