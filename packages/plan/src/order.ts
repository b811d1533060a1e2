import { givingOrder, keyOf, objectOf, type CommunityId, type PersonId, type ResourceKind } from '@passerelle/model';
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
const verbs: readonly string[] = ['adopt', 'create', 'enable', 'update', 'disable', 'change', 'put-back', 'remove'];
const verbRank = ({ change }: PlannedOperation): number => verbs.indexOf(change.verb);

/**
 * The operations of one target in the order of their positions. Takings come first, in the reverse order of kinds; then givings: groups, spaces each
 * with its grants, accounts each followed by its memberships. Within that, what somebody waits for comes first, with the groups that it needs; the rest is in the
 * order of keys, so that the same operations always come out in the same order. A parent's space comes before its children's when giving, after them when taking.
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
      (a.stage === 2 ? byCodeUnit(b.object, a.object) : byCodeUnit(a.object, b.object)) ||
      b.rank - a.rank ||
      within(a, b),
  );
  givings.sort(
    (a, b) =>
      givingStage[a.operation.change.kind] - givingStage[b.operation.change.kind] ||
      priorityOf(a) - priorityOf(b) ||
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
  stage: stage[operation.change.kind],
  rank: rank(operation.change.kind),
});

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
  return operations.map((operation) => {
    const { phase, priority, change, community, person } = operation;
    const isNeeded =
      (['group', 'space', 'grant'].includes(change.kind) && community !== null && communities.has(community)) ||
      (change.kind === 'account' && person !== null && people.has(person));
    return phase === 'give' && priority === 2 && isNeeded ? { ...operation, priority: 1 } : operation;
  });
}
