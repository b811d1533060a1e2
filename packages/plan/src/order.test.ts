import { groupKey, spaceKey, type Change } from '@passerelle/model';
import { expect, test } from 'vitest';
import { orderOperations } from './order.ts';
import type { PlannedOperation } from './output.ts';
import { cid, pid, profileOf } from './testing/world.ts';

const icane = cid('icane');
const core = groupKey(icane, 'participation:core');
const files = spaceKey(icane, 'files');
const plan = (
  change: Change,
  phase: 'take' | 'give',
  priority: 0 | 1 | 2 = phase === 'take' ? 0 : 2,
): PlannedOperation => ({
  change,
  phase,
  priority,
  person: 'person' in change ? change.person : null,
  community: change.kind === 'account' ? null : icane,
  before: null,
  effects: [],
  hold: null,
});
const account = (n: number, verb: 'create' | 'disable', priority?: 1 | 2): PlannedOperation =>
  verb === 'create'
    ? plan(
        { kind: 'account', verb, person: pid(n), mode: 'create', profile: profileOf(n), hint: null },
        'give',
        priority,
      )
    : plan({ kind: 'account', verb, person: pid(n) }, 'take');
const move = (n: number, direction: 'raise' | 'lower', priority?: 1 | 2): PlannedOperation => {
  const [add, remove] = direction === 'raise' ? [[core], []] : [[], [core]];
  const change: Change = {
    kind: 'membership',
    verb: 'change',
    person: pid(n),
    community: icane,
    add,
    remove,
    direction,
  };
  return plan(change, direction === 'raise' ? 'give' : 'take', priority);
};
const grant = (direction: 'raise' | 'lower', space = files): PlannedOperation =>
  plan(
    { kind: 'grant', verb: 'change', space, direction, grants: [{ group: core, level: 'read' }] },
    direction === 'raise' ? 'give' : 'take',
  );
const group = plan({ kind: 'group', verb: 'create', group: core, name: 'core', label: 'core' }, 'give');
const space = (key = files): PlannedOperation =>
  plan({ kind: 'space', verb: 'create', space: key, name: key, label: key, grants: [] }, 'give');
const names = (operations: readonly PlannedOperation[]): string[] =>
  operations.map(
    ({ change, person }) => `${change.kind} ${change.verb}${person ? ` ${Number(person.slice(-12))}` : ''}`,
  );

test('takings come first and in reverse; then groups, spaces with their grants, and each account with its memberships', () => {
  const all = [
    space(),
    move(2, 'raise'),
    account(3, 'disable'),
    move(1, 'raise'),
    grant('lower'),
    account(2, 'create'),
    group,
    move(3, 'lower'),
    account(1, 'create'),
    grant('raise', spaceKey(icane, 'calendar')),
  ];
  const expected = [
    'grant change',
    'membership change 3',
    'account disable 3',
    'group create',
    'grant change',
    'space create',
    'account create 1',
    'membership change 1',
    'account create 2',
    'membership change 2',
  ];
  expect(names(orderOperations(all))).toEqual(expected);
  expect(names(orderOperations(all.toReversed()))).toEqual(expected);
});

test('who waits comes first, and pulls the account and the groups along, so that no worker takes them in another order', () => {
  const ordered = orderOperations([
    account(1, 'create'),
    move(1, 'raise'),
    group,
    account(2, 'create'),
    move(2, 'raise', 1),
  ]);
  expect(names(ordered)).toEqual([
    'group create',
    'account create 2',
    'membership change 2',
    'account create 1',
    'membership change 1',
  ]);
  expect(ordered.map(({ priority }) => priority)).toEqual([1, 1, 1, 2, 2]);
});

test("a parent's space is made before its children's, and its children's grants are taken before its own", () => {
  const child = spaceKey(icane, 'files', 'main/child');
  expect(orderOperations([space(child), space()]).map(({ change }) => 'space' in change && change.space)).toEqual([
    files,
    child,
  ]);
  const taken = orderOperations([grant('lower'), grant('lower', child)]);
  expect(taken.map(({ change }) => 'space' in change && change.space)).toEqual([child, files]);
});
