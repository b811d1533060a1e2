import { expect, test } from 'vitest';
import type { Outcome } from '../contract/target.ts';
import type { Workshop } from './workshop.ts';

const nativeOf = (outcome: Outcome | undefined): string | undefined =>
  outcome?.result === 'applied' || outcome?.result === 'already' ? outcome.native : undefined;
const codeOf = (outcome: Outcome | undefined): string | undefined =>
  outcome?.result === 'failed' ? outcome.error.code : outcome?.result;

/** Creates: found again after a crash, never made twice, never somebody else's. */
export const describeCreating = (open: () => Workshop): void => {
  test('every create, repeated after an attempt, makes no second one and tells the same id', async () => {
    const workshop = open();
    const community = workshop.newCommunity();
    const groups = await workshop.makeGroups(community);
    const group = workshop.groupChange(community, 'core');
    const account = workshop.accountChange(await workshop.bench.newPerson(workshop.next()));
    const batch = [account, workshop.join(account.person, community, [groups.core.key])];
    const changes = [
      [group],
      batch,
      ...(workshop.bench.space === null
        ? []
        : [[workshop.spaceChange(community, [{ group: groups.core.key, level: workshop.bench.space.high }])]]),
    ];
    for (const attempt of changes) {
      const first = await workshop.apply(attempt);
      expect(codeOf(first[0])).toBe('applied');
      const before = await workshop.observe(workshop.full());
      const again = await workshop.apply(attempt, { attemptedBefore: true });
      expect(codeOf(again[0]), `${attempt[0]?.kind} repeated`).toBe('already');
      expect(nativeOf(again[0])).toBe(nativeOf(first[0]));
      for (const outcome of again) expect(outcome.result).toMatch(/applied|already/);
      const after = await workshop.observe(workshop.full());
      expect([...after.accounts.keys()].sort()).toEqual([...before.accounts.keys()].sort());
      expect([...after.groups.keys()].sort()).toEqual([...before.groups.keys()].sort());
      expect([...after.spaces.keys()].sort()).toEqual([...before.spaces.keys()].sort());
    }
  });

  test("a group's name that somebody else uses is told as taken, and theirs is left as it is", async ({ skip }) => {
    const workshop = open();
    const { others } = workshop.bench;
    if (others.group === undefined) return skip('the bench cannot make foreign groups');
    const change = workshop.groupChange(workshop.newCommunity(), 'core');
    const native = await others.group(change.name);
    const before = (await workshop.observe(workshop.full())).groups.get(native);
    const [outcome] = await workshop.apply([change]);
    expect(codeOf(outcome)).toBe('taken');
    expect((await workshop.observe(workshop.full())).groups.get(native)).toEqual(before);
    const adopt = { kind: 'group', verb: 'adopt', group: change.group, native } as const;
    expect(nativeOf((await workshop.apply([adopt]))[0])).toBe(native);
  });

  test("a space's name that somebody else uses is told as taken, and theirs gets no grant", async ({ skip }) => {
    const workshop = open();
    const { others, space } = workshop.bench;
    if (others.space === undefined || space === null) return skip('the bench cannot make foreign spaces');
    const community = workshop.newCommunity();
    const { core } = await workshop.makeGroups(community);
    const change = workshop.spaceChange(community, [{ group: core.key, level: space.high }]);
    const native = await others.space(change.name);
    expect(codeOf((await workshop.apply([change]))[0])).toBe('taken');
    const seen = await workshop.observe(workshop.full({ spaces: [native] }));
    expect(seen.grants.has(`${native} ${core.native}`)).toBe(false);
    const adopt = { kind: 'space', verb: 'adopt', space: change.space, native } as const;
    expect(nativeOf((await workshop.apply([adopt]))[0])).toBe(native);
  });

  test('new names reach labels, ids stay', async () => {
    const workshop = open();
    const community = workshop.newCommunity();
    const { core } = await workshop.makeGroups(community);
    await workshop.done([{ kind: 'group', verb: 'update', group: core.key, label: `${workshop.bench.prefix} Œuvre` }]);
    const seen = await workshop.observe(workshop.full());
    expect(seen.groups.get(core.native)?.label).toBe(`${workshop.bench.prefix} Œuvre`);
  });
};
