import { expect, test } from 'vitest';
import type { Workshop } from './workshop.ts';

/** Positions of the first writing requests that name each group, in the order of sending. */
const orderOf = (workshop: Workshop, first: string, second: string): boolean | null => {
  const { requests } = workshop.bench;
  if (requests === undefined) return null;
  const writes = requests
    .all()
    .filter(({ method }) => !['GET', 'HEAD', 'PROPFIND', 'REPORT', 'OPTIONS'].includes(method));
  const deletes = writes.findIndex(({ method }) => method === 'DELETE');
  const adds = writes.findIndex(({ method }) => method === 'POST' || method === 'PUT');
  if (deletes < 0 || adds < 0) return null;
  return first === 'add' && second === 'remove' ? adds < deletes : deletes < adds;
};

/** Memberships: idempotent, in the order that loses nobody a mount, and other people's left alone. */
export const describeMemberships = (open: () => Workshop): void => {
  const people = async (workshop: Workshop) => {
    const community = workshop.newCommunity();
    const groups = await workshop.makeGroups(community);
    const account = await workshop.makeAccount(community, [groups.peripheral.key]);
    const natives = Object.values(groups).map(({ native }) => native);
    const memberships = async (): Promise<readonly string[]> =>
      [...(await workshop.observe(workshop.targeted({ groups: natives }))).memberships].sort();
    return { community, groups, account, memberships };
  };

  test('joining and leaving, each twice', async () => {
    const workshop = open();
    const { community, groups, account, memberships } = await people(workshop);
    const join = workshop.join(account.person, community, [groups.core.key]);
    const leave = { ...workshop.join(account.person, community, [], [groups.core.key]), direction: 'lower' } as const;
    const peripheral = `${groups.peripheral.native} ${account.native}`;
    for (const attemptedBefore of [false, true]) {
      await workshop.done([join], { attemptedBefore });
      expect(await memberships()).toEqual([`${groups.core.native} ${account.native}`, peripheral].sort());
    }
    for (const attemptedBefore of [false, true]) {
      await workshop.done([leave], { attemptedBefore });
      expect(await memberships()).toEqual([peripheral]);
    }
  });

  test('a raise adds before it removes, a lowering removes before it adds', async () => {
    const workshop = open();
    const { community, groups, account, memberships } = await people(workshop);
    const { peripheral, core } = groups;
    workshop.bench.requests?.forget();
    await workshop.done([workshop.join(account.person, community, [core.key], [peripheral.key])]);
    expect(await memberships()).toEqual([`${core.native} ${account.native}`]);
    if (workshop.bench.requests !== undefined) expect(orderOf(workshop, 'add', 'remove')).toBe(true);
    workshop.bench.requests?.forget();
    const lower = {
      ...workshop.join(account.person, community, [peripheral.key], [core.key]),
      direction: 'lower',
    } as const;
    await workshop.done([lower]);
    expect(await memberships()).toEqual([`${peripheral.native} ${account.native}`]);
    if (workshop.bench.requests !== undefined) expect(orderOf(workshop, 'remove', 'add')).toBe(true);
  });

  test('members whom somebody else put in stay, until exactly they are put back', async ({ skip }) => {
    const workshop = open();
    const { others } = workshop.bench;
    if (others.account === undefined || others.member === undefined)
      return skip('the bench cannot add foreign members');
    const { community, groups, account, memberships } = await people(workshop);
    const stranger = await others.account(workshop.next());
    await others.member(groups.core.native, stranger);
    await workshop.done([workshop.join(account.person, community, [groups.core.key], [groups.peripheral.key])]);
    const theirs = `${groups.core.native} ${stranger}`;
    expect(await memberships()).toEqual([`${groups.core.native} ${account.native}`, theirs].sort());
    const putBack = { kind: 'membership', verb: 'put-back', group: groups.core.key, account: stranger } as const;
    await workshop.done([putBack]);
    await workshop.done([putBack]);
    expect(await memberships()).toEqual([`${groups.core.native} ${account.native}`]);
  });

  test('a group that is gone makes the change superseded, and takes nothing away in a raise', async () => {
    const workshop = open();
    const { community, groups, account, memberships } = await people(workshop);
    const { [groups.core.key]: _, ...others } = workshop.natives.groups;
    const change = workshop.join(account.person, community, [groups.core.key], [groups.peripheral.key]);
    const operations = [{ id: 'a', change, attemptedBefore: false }];
    const natives = { ...workshop.natives, groups: { ...others, [groups.core.key]: `${groups.core.native}-gone` } };
    const batch = { object: `account:${account.person}`, operations, natives };
    const [outcome] = await workshop.bench.target.apply(batch, workshop.bench.call());
    expect(outcome?.result).toMatch(/superseded|failed/);
    expect(await memberships()).toEqual([`${groups.peripheral.native} ${account.native}`]);
  });
};
