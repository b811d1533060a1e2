import { expect, test } from 'vitest';
import { partials } from '../collect.ts';
import { codeOf, nativeOf } from './people-accounts.ts';
import type { PeopleWorkshop } from './people-workshop.ts';

/** Spaces and who is in them, one person at a time. */
export const describePeopleGrants = (open: () => PeopleWorkshop): void => {
  test('reading an empty scope ends complete and tells no grant', async () => {
    const workshop = open();
    for (const scope of [workshop.full(), workshop.targeted()]) {
      const seen = await workshop.observe(scope);
      expect(partials(seen)).toEqual([]);
      expect(seen.grants.size).toBe(0);
    }
  });

  test('a space that is made again after an attempt is the same one; the name of somebody else is taken', async ({
    skip,
  }) => {
    const workshop = open();
    const change = workshop.spaceChange();
    const [first] = await workshop.apply([change]);
    expect(codeOf(first)).toBe('applied');
    const [again] = await workshop.apply([change], { attemptedBefore: true });
    expect([codeOf(again), nativeOf(again)]).toEqual(['already', nativeOf(first)]);
    const { others } = workshop.bench;
    if (others.space === undefined) return skip('the bench cannot make foreign spaces');
    const next = workshop.spaceChange();
    const native = await others.space(next.name);
    expect(codeOf((await workshop.apply([next]))[0])).toBe('taken');
    const adopt = { kind: 'space', verb: 'adopt', space: next.space, native } as const;
    expect(nativeOf((await workshop.apply([adopt]))[0])).toBe(native);
  });

  test('a new space is empty and bears its label; a new label arrives, ids and grants stay', async () => {
    const workshop = open();
    const list = await workshop.makeSpace();
    expect(await workshop.levels(list)).toEqual({});
    const { native } = await workshop.makePerson([[list, workshop.space.low]]);
    const label = `${workshop.bench.prefix} Équipe – é${workshop.next()}`;
    for (const attemptedBefore of [false, true]) {
      await workshop.done([{ kind: 'space', verb: 'update', space: list.key, label }], attemptedBefore);
    }
    const seen = await workshop.observe(workshop.full([list]));
    expect(seen.spaces.get(list.native)?.label).toBe(label);
    expect(await workshop.levels(list)).toEqual({ [native]: workshop.space.low });
  });

  test('somebody is given a level with their account, raised, lowered and taken out, each twice', async () => {
    const workshop = open();
    const { low, high } = workshop.space;
    const list = await workshop.makeSpace();
    const { person, native } = await workshop.makePerson([[list, low]]);
    const steps = [
      [low, high],
      [high, low],
      [low, 'none'],
      ['none', high],
      [high, 'none'],
    ] as const;
    for (const [before, level] of steps) {
      const change = workshop.grantChange(list.key, person, before, level);
      for (const attemptedBefore of [false, true]) await workshop.done([change], attemptedBefore);
      expect(await workshop.levels(list), `${before} > ${level}`).toEqual(level === 'none' ? {} : { [native]: level });
    }
  });

  test('a lowering never gives, and a raise never takes away, whatever others did meanwhile', async () => {
    const workshop = open();
    const { low, high } = workshop.space;
    const list = await workshop.makeSpace();
    const { person, native } = await workshop.makePerson([[list, high]]);
    expect(codeOf((await workshop.apply([workshop.grantChange(list.key, person, 'none', low)]))[0])).toBe('superseded');
    expect(await workshop.levels(list)).toEqual({ [native]: high });
    await workshop.done([workshop.grantChange(list.key, person, high, 'none')]);
    expect(codeOf((await workshop.apply([workshop.grantChange(list.key, person, high, low)]))[0])).toBe('superseded');
    expect(await workshop.levels(list)).toEqual({});
  });

  test('whoever others put in stays, until exactly they are put back', async ({ skip }) => {
    const workshop = open();
    const { others } = workshop.bench;
    if (others.account === undefined || others.grant === undefined) return skip('the bench has no strangers');
    const list = await workshop.makeSpace();
    const { person, native } = await workshop.makePerson([[list, workshop.space.low]]);
    const stranger = await others.account(workshop.next());
    await others.grant(list.native, stranger);
    await workshop.done([workshop.grantChange(list.key, person, workshop.space.low, workshop.space.high)]);
    expect(Object.keys(await workshop.levels(list)).sort()).toEqual([native, stranger].sort());
    const putBack = { kind: 'grant', verb: 'put-back', space: list.key, account: stranger } as const;
    await workshop.done([putBack]);
    await workshop.done([putBack]);
    expect(Object.keys(await workshop.levels(list))).toEqual([native]);
  });

  test('a space that is gone makes the change superseded', async () => {
    const workshop = open();
    const list = await workshop.makeSpace();
    const { person } = await workshop.makePerson();
    const change = workshop.grantChange(list.key, person, 'none', workshop.space.high);
    const natives = { ...workshop.natives, spaces: { ...workshop.natives.spaces, [list.key]: `gone-${list.native}` } };
    const operations = [{ id: 'a', change, attemptedBefore: false }];
    const batch = { object: `account:${person}`, operations, natives };
    const [outcome] = await workshop.bench.target.apply(batch, workshop.bench.call());
    expect(outcome?.result).toMatch(/superseded|failed/);
  });
};
