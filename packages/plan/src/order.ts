import {
  givingOrder,
  keyOf,
  objectOf,
  type Change,
  type CommunityId,
  type PersonId,
  type ResourceKind,
  type SpaceKey,
} from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { PlannedOperation } from './output.ts';

/** An account and its memberships are one platform object, a space and its grants too: they go out together. */
const stage: Readonly<Record<ResourceKind, number>> = {
  group: 0,
  account: 1,
  membership: 1,
  space: 2,
  grant: 2,
  entry: 3,
};
/** When giving, a space with its grants comes before the people: it needs the groups only, and whoever arrives first finds it there (ADR 9). */
const givingStage: Readonly<Record<ResourceKind, number>> = {
  group: 0,
  space: 1,
  grant: 1,
  account: 2,
  membership: 2,
  entry: 3,
};
const rank = (kind: ResourceKind): number => givingOrder.indexOf(kind);

/** Of two operations on one key: what is joined comes before what is left, and what is certain before what waits for a yes. */
function half({ change, hold }: PlannedOperation): number {
  const isLeaving = change.kind === 'membership' && change.verb === 'change' && change.add.length === 0;
  return (hold === null ? 0 : 2) + (isLeaving ? 1 : 0);
}
const verbs: readonly string[] = [
  'adopt',
  'create',
  'enable',
  'update',
  'disable',
  'change',
  'change-for',
  'put-back',
  'remove',
];
const verbRank = ({ change }: PlannedOperation): number => verbs.indexOf(change.verb);

/**
 * The operations of one target in the order of their positions. Takings come first, in the reverse order of kinds; then givings: groups, spaces each
 * with its grants, accounts each followed by its memberships. Within that, what somebody waits for comes first, with the groups that it needs; the rest is in the
 * order of keys, so that the same operations always come out in the same order. A space comes before those that lie in it when giving, after them when taking.
 */
export function orderOperations(operations: Iterable<PlannedOperation>): readonly PlannedOperation[] {
  const urgent = withUrgentNeeds([...operations]);
  const takings = urgent.filter(({ phase }) => phase === 'take').map(placed);
  const givings = urgent.filter(({ phase }) => phase === 'give').map(placed);
  const priorities = new Map<string, number>();
  for (const { object, operation } of givings) {
    priorities.set(object, Math.min(operation.priority, priorities.get(object) ?? operation.priority));
  }
  const priorityOf = ({ object }: Placed): number => priorities.get(object) ?? 2;
  takings.sort(
    (a, b) =>
      b.stage - a.stage ||
      depthOf(b) - depthOf(a) ||
      (a.stage === 2 ? byCodeUnit(b.object, a.object) : byCodeUnit(a.object, b.object)) ||
      b.rank - a.rank ||
      within(a, b),
  );
  givings.sort(
    (a, b) =>
      givingStage[kindOf(a.operation.change)] - givingStage[kindOf(b.operation.change)] ||
      priorityOf(a) - priorityOf(b) ||
      depthOf(a) - depthOf(b) ||
      byCodeUnit(a.object, b.object) ||
      a.rank - b.rank ||
      within(a, b),
  );
  return [...takings, ...givings].map(({ operation }) => operation);
}

interface Placed {
  readonly operation: PlannedOperation;
  readonly object: string;
  readonly stage: number;
  readonly rank: number;
}
const placed = (operation: PlannedOperation): Placed => ({
  operation,
  object: objectOf(operation.change),
  stage: stage[kindOf(operation.change)],
  rank: rank(operation.change.kind),
});

const depthOf = ({ operation }: Placed): number => operation.depth ?? 0;
/** A grant to a person goes with their account, as a membership does. */
const kindOf = (change: Change): ResourceKind => (change.verb === 'change-for' ? 'membership' : change.kind);

const within = (a: Placed, b: Placed): number =>
  byCodeUnit(keyOf(a.operation.change), keyOf(b.operation.change)) ||
  verbRank(a.operation) - verbRank(b.operation) ||
  half(a.operation) - half(b.operation) ||
  byCodeUnit(JSON.stringify(a.operation.change), JSON.stringify(b.operation.change));

/** What somebody waits for pulls along what it cannot do without: the groups and spaces of that community and the account of that person. */
function withUrgentNeeds(operations: readonly PlannedOperation[]): readonly PlannedOperation[] {
  const communities = new Set<CommunityId | null>();
  const people = new Set<PersonId | null>();
  for (const { phase, priority, community, person } of operations) {
    if (phase !== 'give' || priority !== 1) continue;
    communities.add(community);
    people.add(person);
  }
  const first = operations.map((operation) => {
    const { phase, priority, change, community, person } = operation;
    const isNeeded =
      (['group', 'space', 'grant'].includes(change.kind) && community !== null && communities.has(community)) ||
      (change.kind === 'account' && person !== null && people.has(person));
    return phase === 'give' && priority === 2 && isNeeded ? { ...operation, priority: 1 as const } : operation;
  });
  return withUrgentParents(first);
}

/** A space that lies in another waits for that one: it must not come behind. */
function withUrgentParents(operations: readonly PlannedOperation[]): readonly PlannedOperation[] {
  const parents = new Map<SpaceKey, SpaceKey>();
  const urgent = new Set<SpaceKey>();
  for (const { change, phase, priority } of operations) {
    if (!('parent' in change) || phase !== 'give') continue;
    parents.set(change.space, change.parent);
    if (priority === 1) urgent.add(change.parent);
  }
  // What is added while it is gone through is gone through too.
  for (const space of urgent) {
    const parent = parents.get(space);
    if (parent !== undefined) urgent.add(parent);
  }
  if (urgent.size === 0) return operations;
  return operations.map((operation) => {
    const { change, phase, priority } = operation;
    const isNeeded = (change.kind === 'space' || change.kind === 'grant') && urgent.has(change.space);
    return isNeeded && phase === 'give' && priority === 2 ? { ...operation, priority: 1 as const } : operation;
  });
}
