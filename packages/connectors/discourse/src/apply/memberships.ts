import { ConnectorError, isConnectorError, type BatchOperation, type Outcome } from '@passerelle/connector-kit';
import type { GroupKey, MembershipChange, NativeId } from '@passerelle/model';
import { isNumber, knownGroups } from '../client/groups.ts';
import { addMembers, parts, removeMembers, type AddResult, type GroupRef } from '../client/members.ts';
import { titled } from '../client/request.ts';
import { refuseProtected } from '../protection.ts';
import { stops } from '../session.ts';
import { already, applied, failed, superseded } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const request = titled('change memberships');
const noGroup = 'a group is not there any more';
const noAccount = 'the account is not there any more';

type MembershipOperation = BatchOperation & { readonly change: MembershipChange };
export const isMembershipChange = (operation: BatchOperation): operation is MembershipOperation =>
  operation.change.kind === 'membership' && operation.change.verb === 'change';

/** One person's change under way. */
interface Step {
  readonly operation: MembershipOperation;
  readonly account: NativeId;
  readonly add: readonly NativeId[];
  readonly remove: readonly NativeId[];
  /** What became of each group that the person was added to. */
  readonly results: AddResult[];
  error: ConnectorError | null;
}

export const groupRef = (work: Work, native: NativeId): GroupRef => ({
  native,
  name: async () => (await knownGroups(work.session, work.call)).get(native)?.name ?? null,
});

/** The steps that can be sent; the others are settled here. */
const stepsOf = async (work: Work, operations: readonly BatchOperation[]): Promise<Step[]> => {
  const steps: Step[] = [];
  const natives = (keys: readonly GroupKey[]): NativeId[] => keys.flatMap((key) => work.groups.get(key) ?? []);
  for (const operation of operations.filter(isMembershipChange)) {
    const { change } = operation;
    const { person } = change;
    const root = work.failedAccounts.get(person);
    const account = work.accounts.get(person);
    const add = natives(change.add);
    if (root !== undefined) work.settled.set(operation.id, { ...root, id: operation.id });
    else if (account === undefined || !/^-?\d+$/.test(account)) {
      const detail = `no account of ${person} is known`;
      const error = new ConnectorError({ code: 'not-found', retry: 'never', scope: 'operation', request, detail });
      work.settled.set(operation.id, failed(operation, error));
    } else if (add.length < change.add.length || !add.every(isNumber)) {
      work.settled.set(operation.id, superseded(operation, noGroup));
    } else {
      try {
        await refuseProtected(work.session, work.call, account, request);
        const remove = natives(change.remove).filter(isNumber);
        steps.push({ operation, account, add, remove, results: [], error: null });
      } catch (error) {
        if (!isConnectorError(error) || stops(error)) throw error;
        work.settled.set(operation.id, failed(operation, error));
      }
    }
  }
  return steps;
};

/** Whom each group gets or loses, in the order in which the groups were first named. */
const byGroup = (steps: readonly Step[], side: 'add' | 'remove'): ReadonlyMap<NativeId, readonly Step[]> => {
  const groups = new Map<NativeId, Step[]>();
  for (const step of steps) {
    for (const group of new Set(step[side])) groups.set(group, [...(groups.get(group) ?? []), step]);
  }
  return groups;
};

/** Runs one call for some people; its failure is theirs. What concerns the whole target is everybody's who is still to come. */
const forAll = async (steps: readonly Step[], run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    for (const step of steps) step.error ??= error;
    if (stops(error)) throw error;
  }
};

const removeAll = async (work: Work, steps: readonly Step[]): Promise<void> => {
  for (const [group, leaving] of byGroup(steps, 'remove')) {
    for (const accounts of parts(accountsOf(leaving), 'remove')) {
      const these = leaving.filter(({ account }) => accounts.includes(account));
      await forAll(these, async () => {
        await removeMembers(work.session, work.call, group, accounts);
      });
    }
  }
};

const addAll = async (work: Work, steps: readonly Step[]): Promise<void> => {
  for (const [group, joining] of byGroup(steps, 'add')) {
    for (const accounts of parts(accountsOf(joining), 'add')) {
      const these = joining.filter(({ account }) => accounts.includes(account));
      await forAll(these, async () => {
        const results = await addMembers(work.session, work.call, groupRef(work, group), accounts);
        for (const step of these) step.results.push(results.get(step.account) ?? 'no-account');
      });
    }
  }
};
const accountsOf = (steps: readonly Step[]): readonly NativeId[] => [...new Set(steps.map(({ account }) => account))];

const isWhole = ({ error, results }: Step): boolean =>
  error === null && results.every((result) => result === 'added' || result === 'already');

const outcomeOf = (step: Step): Outcome => {
  const { operation, error, results, remove } = step;
  if (error !== null) return failed(operation, error);
  if (results.includes('no-group')) return superseded(operation, noGroup);
  if (results.includes('no-account')) return superseded(operation, noAccount);
  const isOld = remove.length === 0 && results.every((result) => result === 'already');
  return isOld ? already(operation) : applied(operation);
};

/**
 * Any number of people's changes, a call for each group and thousand of people. Who is lowered leaves before anybody joins; who is raised leaves the old
 * level only when the new one is there. Every operation is settled afterwards, each person's by what became of theirs.
 */
export const settleMemberships = async (work: Work, operations: readonly BatchOperation[]): Promise<void> => {
  let steps: readonly Step[] = [];
  try {
    steps = await stepsOf(work, operations);
    const are = (direction: MembershipChange['direction']) => (step: Step) =>
      step.operation.change.direction === direction;
    await removeAll(work, steps.filter(are('lower')));
    await addAll(
      work,
      steps.filter(({ error }) => error === null),
    );
    await removeAll(work, steps.filter(are('raise')).filter(isWhole));
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    // Whoever was not reached fails the same way; of whom everything was done before, it is done.
    for (const step of steps) if (!isDone(step)) step.error ??= error;
    for (const operation of operations) {
      const isStep = steps.some((step) => step.operation.id === operation.id);
      if (!isStep && !work.settled.has(operation.id)) work.settled.set(operation.id, failed(operation, error));
    }
  }
  for (const step of steps) work.settled.set(step.operation.id, outcomeOf(step));
};

/** Whether nothing of a change is left to do when the rest was broken off: only joining, and all of it there. */
const isDone = (step: Step): boolean =>
  isWhole(step) && step.remove.length === 0 && step.results.length === step.add.length;
