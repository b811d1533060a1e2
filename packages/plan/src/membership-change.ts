import type { GroupKey } from '@passerelle/model';
import { lowers, type Levels } from './effects.ts';

export interface Step {
  readonly add: readonly GroupKey[];
  readonly remove: readonly GroupKey[];
  readonly direction: 'raise' | 'lower';
}
export interface Move {
  readonly present: ReadonlySet<GroupKey>;
  /** All that the person should be in, those groups included that cannot be joined in this round. */
  readonly wanted: ReadonlySet<GroupKey>;
  readonly add: readonly GroupKey[];
  /** Joined too, once this plan has made the group. */
  readonly addLater: readonly GroupKey[];
  readonly remove: readonly GroupKey[];
  /** Some wanted group cannot be joined in this round. */
  readonly isIncomplete: boolean;
  readonly levels: (groups: Iterable<GroupKey>) => Levels;
}

/** The groups after a change. */
export function after(groups: Iterable<GroupKey>, add: Iterable<GroupKey>, remove: Iterable<GroupKey>): Set<GroupKey> {
  const left = new Set([...groups, ...add]);
  for (const group of remove) left.delete(group);
  return left;
}

/**
 * One person's change of level in one community, in one operation where that is safe and in as few as possible where it is not.
 *
 * Why not always one: "remove then add" leaves somebody who goes from the core to the periphery in no group for a moment, and with it the mount of the
 * folder on their computer goes (lessons.md 6). Adding first is no danger, since the union of both levels is no more than they have. But in one operation
 * that adds first, a failing add would hold the removal up, and taking must never wait for giving. So:
 * - nothing is lowered in any tool: one raise, add then remove;
 * - leaving first leaves no less than the end in any tool (or nothing is joined): one lowering, remove then add;
 * - otherwise (also where one tool rises and another falls): joining and leaving are two takings, one after the other. The leaving does not wait for the
 *   joining to succeed, and a guard that holds one holds both;
 * - a group that only this plan makes cannot be joined among the takings, which come first: it is joined among the givings. The moment in between is the
 *   price of taking at once.
 * A person who is only raised, into a group that cannot be joined yet, stays where they are until it can.
 */
export function stepsOf(move: Move): readonly Step[] {
  const { present, add, addLater, remove, levels } = move;
  const adds = [...add, ...addLater];
  const before = levels(present);
  if (remove.length === 0) return adds.length === 0 ? [] : [{ add: adds, remove, direction: 'raise' }];
  if (move.isIncomplete && !lowers(before, levels(after(present, move.wanted, remove)))) {
    return adds.length === 0 ? [] : [{ add: adds, remove: [], direction: 'raise' }];
  }
  const end = levels(after(present, adds, remove));
  if (adds.length > 0 && !lowers(before, end)) return [{ add: adds, remove, direction: 'raise' }];
  const later: readonly Step[] = addLater.length > 0 ? [{ add: addLater, remove: [], direction: 'raise' }] : [];
  const left = levels(after(present, [], remove));
  const soon = levels(after(present, add, remove));
  if (add.length === 0 || !lowers(soon, left)) return [{ add, remove, direction: 'lower' }, ...later];
  return [{ add, remove: [], direction: 'lower' }, { add: [], remove, direction: 'lower' }, ...later];
}
