import type { GroupKey } from '@passerelle/model';
import { communityId, personId } from '@passerelle/model';
import { expect, it } from 'vitest';
import { joinMemberships } from './join-memberships.ts';
import type { ReadyBatch, ReadyOperation } from './ready.ts';

const community = communityId('icane');
const group = (name: string) => `icane/role:${name}` as GroupKey;
const operation = (n: number, add: readonly string[], remove: readonly string[] = []): ReadyOperation => {
  const person = personId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  return {
    id: `op-${n}-${add.join('+')}-${remove.join('+')}`,
    plan: 'plan',
    position: n,
    phase: 'give',
    object: `account:${person}`,
    person,
    community,
    change: {
      kind: 'membership',
      verb: 'change',
      person,
      community,
      add: add.map(group),
      remove: remove.map(group),
      direction: 'raise',
    },
    attempts: 0,
  };
};
const batch = (...operations: ReadyOperation[]): ReadyBatch => ({
  object: operations[0]?.object ?? '',
  phase: 'give',
  operations,
});
const ids = (batches: readonly ReadyBatch[]) =>
  batches.map(({ operations }) => operations.map(({ position }) => position));

it('puts people who join the same groups into one batch, up to what the platform takes', () => {
  const batches = [1, 2, 3, 4, 5].map((n) => batch(operation(n, ['expert'])));
  expect(ids(joinMemberships(batches, 2))).toEqual([[1, 2], [3, 4], [5]]);
});

it('keeps apart what joins and what leaves, other groups, and moves that do both', () => {
  const batches = [
    batch(operation(1, ['expert'])),
    batch(operation(2, [], ['expert'])),
    batch(operation(3, ['technicien'])),
    batch(operation(4, ['expert'], ['technicien'])),
    batch(operation(5, ['expert'])),
  ];
  expect(ids(joinMemberships(batches, 1000))).toEqual([[1, 5], [2], [3], [4]]);
});

it('leaves a new account together with its groups, and takes apart what one person does in two communities', () => {
  const person = personId('00000000-0000-4000-8000-000000000009');
  const account: ReadyOperation = {
    ...operation(9, ['expert']),
    change: { kind: 'account', verb: 'disable', person },
  };
  const batches = [
    batch(account, operation(9, ['expert'])),
    batch(operation(1, ['expert']), operation(2, ['technicien'])),
    batch(operation(3, ['technicien'])),
  ];
  expect(ids(joinMemberships(batches, 1000))).toEqual([[9, 9], [1], [2, 3]]);
});
