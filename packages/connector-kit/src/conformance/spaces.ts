import type { Level } from '@passerelle/model';
import { expect, test } from 'vitest';
import { partials, type Seen } from './collect.ts';
import type { Workshop } from './workshop.ts';

/** Spaces are born with their grants; grants change without touching other people's. */
export const describeSpaces = (open: () => Workshop): void => {
  const made = async (workshop: Workshop, low: Level, high: Level) => {
    const community = workshop.newCommunity();
    const groups = await workshop.makeGroups(community);
    const space = await workshop.makeSpace(community, [
      { group: groups.peripheral.key, level: low },
      { group: groups.core.key, level: high },
    ]);
    const observe = (): Promise<Seen> => workshop.observe(workshop.full({ spaces: [space.native] }));
    const levels = async (): Promise<Record<string, string>> => {
      const seen = await observe();
      expect(partials(seen)).toEqual([]);
      const grants = [...seen.grants.values()].filter((grant) => grant.space === space.native);
      return Object.fromEntries(grants.map((grant) => ['group' in grant ? grant.group : grant.account, grant.level]));
    };
    const change = (direction: 'raise' | 'lower', group: string, level: Level) => {
      const key = Object.values(groups).find(({ native }) => native === group)?.key;
      if (key === undefined) throw new Error('no such group');
      return { kind: 'grant', verb: 'change', space: space.key, direction, grants: [{ group: key, level }] } as const;
    };
    return { community, groups, space, observe, levels, change };
  };

  test('a space is observed with the levels it was made with; they are raised, lowered and taken away', async ({
    skip,
  }) => {
    const workshop = open();
    const { space } = workshop.bench;
    if (space === null) return skip('no spaces there');
    const { groups, levels, change } = await made(workshop, space.low, space.high);
    const { peripheral, active, core } = groups;
    expect(await levels()).toEqual({ [peripheral.native]: space.low, [core.native]: space.high });
    for (const attemptedBefore of [false, true]) {
      await workshop.done([change('raise', peripheral.native, space.high)], { attemptedBefore });
      await workshop.done([change('raise', active.native, space.low)], { attemptedBefore });
    }
    expect(await levels()).toEqual({
      [peripheral.native]: space.high,
      [active.native]: space.low,
      [core.native]: space.high,
    });
    for (const attemptedBefore of [false, true]) {
      await workshop.done([change('lower', peripheral.native, space.low)], { attemptedBefore });
      await workshop.done([change('lower', active.native, 'none')], { attemptedBefore });
    }
    expect(await levels()).toEqual({ [peripheral.native]: space.low, [core.native]: space.high });
  });

  test("other people's grants are kept", async ({ skip }) => {
    const workshop = open();
    const { space, others } = workshop.bench;
    if (space === null || others.group === undefined || others.grant === undefined)
      return skip('no foreign grants there');
    const { groups, levels, change, ...rest } = await made(workshop, space.low, space.high);
    const foreign = await others.group(`${workshop.bench.prefix}-foreign-${workshop.next()}`);
    await others.grant(rest.space.native, foreign);
    const theirs = (await levels())[foreign];
    expect(theirs).toBeDefined();
    await workshop.done([change('raise', groups.peripheral.native, space.high)]);
    await workshop.done([change('lower', groups.core.native, 'none')]);
    expect(await levels()).toEqual({ [groups.peripheral.native]: space.high, [foreign]: theirs });
  });

  test('a new name reaches the label, the id and the grants stay', async ({ skip }) => {
    const workshop = open();
    const { space } = workshop.bench;
    if (space === null) return skip('no spaces there');
    if (space.renames === false) return skip('this bench cannot rename spaces');
    const { levels, observe, ...rest } = await made(workshop, space.low, space.high);
    const label = `${workshop.bench.prefix} Équipe ${workshop.next()}`;
    const before = await levels();
    for (const attemptedBefore of [false, true]) {
      await workshop.done([{ kind: 'space', verb: 'update', space: rest.space.key, label }], { attemptedBefore });
    }
    expect((await observe()).spaces.get(rest.space.native)?.label).toBe(label);
    expect(await levels()).toEqual(before);
  });
};
