import { spaceKey, type Level, type SpaceKey } from '@passerelle/model';
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

  test('a space inside another is given after it and taken from before it, and stays where it was made', async ({
    skip,
  }) => {
    const workshop = open();
    const { space, manifest } = workshop.bench;
    const part = space === null ? undefined : manifest.parts?.[space.tool]?.[0];
    if (space === null || part === undefined) return skip('no spaces inside spaces there');
    const { community, groups, space: outer, levels } = await made(workshop, space.low, space.high);
    const { peripheral, core } = groups;
    const key = spaceKey(community, space.tool, part.name);
    const grants = [
      { group: peripheral.key, level: space.low },
      { group: core.key, level: space.low },
    ];
    const label = `${workshop.bench.prefix} part ${workshop.next()}`;
    const create = {
      kind: 'space',
      verb: 'create',
      space: key,
      name: label,
      label,
      grants,
      parent: outer.key,
    } as const;
    const [native] = await workshop.done([create]);
    if (native === undefined || native === '') throw new Error('a create must tell the native id');
    workshop.remember(create, native);
    expect((await workshop.apply([create], { attemptedBefore: true }))[0]).toMatchObject({ result: 'already', native });
    const inside = async (): Promise<Record<string, string>> => {
      const seen = await workshop.observe(workshop.full({ spaces: [outer.native, native] }));
      expect(partials(seen)).toEqual([]);
      expect(seen.spaces.has(native)).toBe(true);
      const mine = [...seen.grants.values()].filter((grant) => grant.space === native);
      return Object.fromEntries(mine.map((grant) => ['group' in grant ? grant.group : grant.account, grant.level]));
    };
    expect(await inside()).toEqual({ [peripheral.native]: space.low, [core.native]: space.low });
    const lower = (of: SpaceKey) =>
      ({
        kind: 'grant',
        verb: 'change',
        space: of,
        direction: 'lower',
        grants: [{ group: peripheral.key, level: 'none' }],
        ...(of === key ? { parent: outer.key } : {}),
      }) as const;
    for (const attemptedBefore of [false, true]) {
      await workshop.done([lower(key)], { attemptedBefore });
      await workshop.done([lower(outer.key)], { attemptedBefore });
    }
    expect(await inside()).toEqual({ [core.native]: space.low });
    expect(await levels()).toEqual({ [core.native]: space.high });
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
