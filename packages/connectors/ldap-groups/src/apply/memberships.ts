import {
  already,
  applied,
  failed,
  isConnectorError,
  superseded,
  type BatchOperation,
  type Outcome,
} from '@passerelle/connector-kit';
import type { GroupKey, MembershipChange, NativeId } from '@passerelle/model';
import { someGroups, type GroupEntry } from '../client/groups.ts';
import { peopleByIds } from '../client/people.ts';
import type { PersonEntry } from '../client/person-entry.ts';
import { writeMembers, type MemberChange } from '../client/write-members.ts';
import { refuseProtected, stops } from '../session.ts';
import type { Work } from './working.ts';

type Change = BatchOperation & { readonly change: MembershipChange };
export const isMembershipChange = (operation: BatchOperation): operation is Change =>
  operation.change.kind === 'membership' && operation.change.verb === 'change';

/** One person's change under way. */
interface Step {
  readonly operation: Change;
  readonly entry: PersonEntry;
  readonly add: readonly GroupEntry[];
  readonly remove: readonly GroupEntry[];
  /** Whether anything was written for it. */
  isChanged: boolean;
  end: Outcome | null;
}

/**
 * Any number of people's changes, one modify for each group. Who is lowered leaves before anybody joins; who is raised leaves the old level only when
 * the new one is there. Operations that have no account to work on are left for their own turn.
 */
export async function settleMemberships(work: Work, operations: readonly BatchOperation[]): Promise<void> {
  let steps: readonly Step[] = [];
  try {
    steps = await stepsOf(work, operations);
    const are = (direction: MembershipChange['direction']) =>
      open(steps).filter(({ operation }) => operation.change.direction === direction);
    await writeAll(work, are('lower'), 'remove');
    await writeAll(work, open(steps), 'add');
    await writeAll(work, are('raise'), 'remove');
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    // Whoever was not reached fails the same way.
    for (const step of steps) step.end ??= failed(step.operation, error);
    if (steps.length === 0) throw error;
  }
  for (const { operation, end, isChanged } of steps) {
    work.settled.set(operation.id, end ?? (isChanged ? applied : already)(operation));
  }
}

const open = (steps: readonly Step[]): readonly Step[] => steps.filter(({ end }) => end === null);

/** The steps that can be sent: everybody's entries and all groups are looked up together. The others are settled here. */
async function stepsOf(work: Work, operations: readonly BatchOperation[]): Promise<Step[]> {
  const { session, ldap } = work.session;
  const changes = operations.filter(isMembershipChange);
  const natives = changes.flatMap(({ change }) => work.accounts.get(change.person) ?? []);
  const keys = new Set(changes.flatMap(({ change }) => [...change.add, ...change.remove]));
  const people = await peopleByIds(session, ldap, natives);
  const groups = await groupsByKey(work, keys);
  return changes.flatMap((operation): Step[] => {
    const { person, add, remove } = operation.change;
    const native = work.accounts.get(person);
    if (native === undefined) return [];
    const entry = people.get(native);
    const joined = add.flatMap((key) => groups.get(key) ?? []);
    const why = entry === undefined ? 'the entry is not there any more' : 'a group is not there any more';
    if (entry === undefined || joined.length < add.length) {
      work.settled.set(operation.id, superseded(operation, why));
      return [];
    }
    try {
      refuseProtected(session, entry.dn);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      work.settled.set(operation.id, failed(operation, error));
      return [];
    }
    // A group that is not there has nobody to take out.
    const left = remove.flatMap((key) => groups.get(key) ?? []);
    return [{ operation, entry, add: joined, remove: left, isChanged: false, end: null }];
  });
}

async function groupsByKey(work: Work, keys: ReadonlySet<GroupKey>): Promise<ReadonlyMap<GroupKey, GroupEntry>> {
  const { session, ldap } = work.session;
  const wanted = [...keys].flatMap((key): (readonly [NativeId, GroupKey])[] => {
    const native = work.groups.get(key);
    return native === undefined ? [] : [[native, key]];
  });
  const found = new Map<GroupKey, GroupEntry>();
  const byId = new Map(wanted);
  for await (const group of someGroups(session, ldap, { ids: byId.keys(), withMembers: false })) {
    const key = byId.get(group.id);
    if (key !== undefined) found.set(key, group);
  }
  return found;
}

async function writeAll(work: Work, steps: readonly Step[], side: 'add' | 'remove'): Promise<void> {
  const byGroup = new Map<NativeId, { readonly group: GroupEntry; readonly steps: Step[] }>();
  for (const step of steps) {
    for (const group of step[side]) {
      const known = byGroup.get(group.id);
      if (known === undefined) byGroup.set(group.id, { group, steps: [step] });
      else if (!known.steps.includes(step)) known.steps.push(step);
    }
  }
  for (const { group, steps: these } of byGroup.values()) {
    try {
      await writeGroup(work, group, open(these), side);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      for (const step of these) step.end ??= failed(step.operation, error);
      if (stops(error)) throw error;
    }
  }
}

async function writeGroup(
  work: Work,
  { dn, id }: GroupEntry,
  steps: readonly Step[],
  side: 'add' | 'remove',
): Promise<void> {
  if (steps.length === 0) return;
  const { session, ldap } = work.session;
  const dns = [...new Map(steps.map(({ entry }) => [entry.key, entry.dn])).values()];
  const stale = [...(session.stale.get(id) ?? [])];
  const change: MemberChange =
    side === 'add' ? { add: dns, remove: stale } : { add: [], remove: [...new Set([...dns, ...stale])] };
  const written = await writeMembers(session, ldap, dn, change);
  session.stale.delete(id);
  for (const step of steps) {
    if (written === null) {
      if (side === 'add') step.end = superseded(step.operation, 'a group is not there any more');
      continue;
    }
    const done = side === 'add' ? written.added : written.removed;
    if (done.has(step.entry.key)) step.isChanged = true;
  }
}
