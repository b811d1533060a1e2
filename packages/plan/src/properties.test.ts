import {
  compareLevels,
  highestLevel,
  levelOf,
  stationOfKey,
  toolOfKey,
  tools,
  type CommunityId,
  type GroupKey,
  type Level,
  type PersonId,
  type SpaceKey,
  type Tool,
} from '@passerelle/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { servedLevel } from './served-level.ts';
import { applyChange, applyPlan, planNow, planOf, Refused } from './testing/apply.ts';
import { anyHistory, emptyWorld, ownHistory, play, slugs, type Happening } from './testing/history.ts';
import { desiredNow, inputOf, observe } from './testing/reading.ts';
import { cid, pid, role, stand, type World } from './testing/world.ts';

const runs = { numRuns: 400 };
const after = async (history: readonly Happening[]): Promise<World> => {
  const world = emptyWorld();
  await play(world, history);
  return world;
};

/** What the platform really lets somebody do. */
function actualLevel({ platform, store }: World, person: PersonId, slug: CommunityId, tool: Tool): Level {
  const account = store.links.get(person)?.native ?? '';
  if (!platform.accounts.get(account)?.enabled) return 'none';
  const levels: Level[] = [];
  for (const [key, { native }] of store.spaces) {
    if (!key.startsWith(`${slug}/`) || toolOfKey(key) !== tool) continue;
    for (const [group, level] of platform.spaces.get(native ?? '')?.grants ?? []) {
      if (platform.groups.get(group)?.members.has(account)) levels.push(level);
    }
  }
  return highestLevel(tool, levels);
}

function desiredLevel(world: World, person: PersonId, slug: CommunityId, tool: Tool): Level {
  const community = world.communities.get(slug);
  if (community?.tools[tool] === undefined || world.suspended.has(person)) return 'none';
  const policy = { instance: world.instanceAccess, community };
  const stations = [...(world.standings.get(slug)?.get(person) ?? [])];
  return highestLevel(
    tool,
    stations.map((station) => servedLevel(world.target, tool, levelOf(policy, station, tool).level)),
  );
}

const people = [1, 2, 3].map(pid);
const access = (world: World, level: typeof actualLevel) =>
  people.flatMap((person) =>
    slugs.flatMap((slug) =>
      tools.map((tool) => ({ person, slug: cid(slug), tool, level: level(world, person, cid(slug), tool) })),
    ),
  );

describe('whatever happened before', () => {
  test('applying a plan makes the next one empty', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const world = await after(history);
        const plan = await planNow(world);
        expect(applyPlan(world, plan)).toEqual([]);
        const next = await planNow(world);
        expect({ ...next, findings: [] }).toEqual({ operations: [], findings: [], recognised: [], forgotten: [] });
        expect(next.findings.filter(({ kind }) => kind !== 'drift')).toEqual([]);
      }),
      runs,
    );
  });

  test('a plan that was applied gives everybody exactly what the policy says', async () => {
    await fc.assert(
      fc.asyncProperty(ownHistory, async (history) => {
        const world = await after(history);
        applyPlan(world, await planNow(world));
        expect(access(world, actualLevel)).toEqual(access(world, desiredLevel));
      }),
      runs,
    );
  });

  test('nothing that is not ours is ever removed', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const world = await after(history);
        const plan = await planNow(world);
        const made = new Set(world.store.madeMemberships.keys());
        const grants = new Map(world.store.madeGrants);
        for (const { change, hold } of plan.operations) {
          expect(change.verb).not.toBe('delete');
          if (change.kind === 'membership' && change.verb === 'change') {
            for (const group of change.remove) expect(made.has(`${change.person} ${group}`)).toBe(true);
          }
          if (change.kind === 'membership') expect(change.verb).toBe('change');
          if (change.kind === 'grant' && change.verb === 'change' && change.direction === 'lower' && hold === null) {
            for (const { group } of change.grants) expect(grants.has(`${change.space} ${group}`)).toBe(true);
          }
        }
        const strangersIn = (): number =>
          [...world.platform.groups.values()].filter(({ members }) => members.has('stranger')).length;
        const before = strangersIn();
        applyPlan(world, plan);
        expect(strangersIn()).toBe(before);
      }),
      runs,
    );
  });

  test('what is taken away is never held up by a giving that fails', async () => {
    await fc.assert(
      fc.asyncProperty(ownHistory, fc.boolean(), async (history, joinsFail) => {
        const world = await after(history);
        const plan = await planNow(world);
        const isJoin = (change: (typeof plan.operations)[number]['change']): boolean =>
          change.kind === 'membership' && change.verb === 'change' && change.remove.length === 0;
        applyPlan(world, plan, ({ phase, change }) => phase === 'take' && !(joinsFail && isJoin(change)));
        const desired = access(world, desiredLevel);
        for (const [index, { tool, level, ...who }] of access(world, actualLevel).entries()) {
          const allowed = desired[index]?.level ?? 'none';
          expect({ ...who, tool, level, isTooMuch: compareLevels(tool, level, allowed) > 0 }).toMatchObject({
            isTooMuch: false,
          });
        }
      }),
      runs,
    );
  });

  test('two plans of the same state are the same, and the order in which things are told does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), async (history, numbers) => {
        const world = await after(history);
        let drawn = 0;
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, at: numbers[drawn++ % numbers.length] ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const [known, desired] = [observe(world), desiredNow(world)];
        const first = await planOf(inputOf(world, known, desired));
        expect(await planOf(inputOf(world, known, desired))).toEqual(first);
        const told = {
          accounts: known.accounts,
          communities: known.communities.map((one) => ({
            ...one,
            groups: shuffled(one.groups),
            spaces: shuffled(one.spaces).map((space) => ({ ...space, grants: shuffled(space.grants) })),
            memberships: shuffled(one.memberships),
            strangers: shuffled(one.strangers),
          })),
        };
        const wanted = {
          accounts: desired.accounts,
          communities: desired.communities.map((one) => ({
            ...one,
            people: shuffled(one.people).map((each) => ({ ...each, stations: shuffled(each.stations) })),
            stationsInUse: shuffled(one.stationsInUse),
          })),
        };
        const again = await planOf(inputOf(world, told, wanted));
        expect(again.operations).toEqual(first.operations);
        expect(again.findings).toEqual(first.findings);
      }),
      runs,
    );
  });
});

describe('somebody enrolled', () => {
  test('while the platform is read is not thrown out by that round, and has everything after the next', async () => {
    const enrolment = fc.record({
      person: fc.integer({ min: 1, max: 3 }).map(pid),
      slug: fc.constantFrom(...slugs),
      isReadBefore: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(ownHistory, enrolment, async (history, { person, slug, isReadBefore }) => {
        const world = await after(history);
        world.suspended.delete(person);
        const known = observe(world);
        const earlier = desiredNow(world);
        stand(world, person, slug, 'participation:core', role('technicien'));
        const community = cid(slug);
        const touched = (who: PersonId | null, where: CommunityId | null): boolean =>
          who === person && (where === null || where === community);
        const plan = await planOf(inputOf(world, known, isReadBefore ? earlier : desiredNow(world), { touched }));
        const mine = plan.operations.filter((operation) => operation.person === person);
        expect(mine.filter(({ change }) => change.kind === 'account' && change.verb === 'disable')).toEqual([]);
        expect(mine.filter(({ phase, community: at }) => phase === 'take' && at === community)).toEqual([]);
        applyPlan(world, plan);
        applyPlan(world, await planNow(world));
        for (const tool of tools) {
          const now = actualLevel(world, person, community, tool);
          expect({ tool, level: now }).toEqual({ tool, level: desiredLevel(world, person, community, tool) });
        }
      }),
      runs,
    );
  });

  test('while a plan waits keeps what the next round gives, though the old plan is applied late', async () => {
    await fc.assert(
      fc.asyncProperty(ownHistory, fc.integer({ min: 1, max: 3 }).map(pid), async (history, person) => {
        const world = await after(history);
        world.suspended.delete(person);
        const waiting = await planNow(world);
        stand(world, person, 'icane', 'participation:active');
        applyPlan(world, await planNow(world));
        // As the engine does: an operation whose key was written since, or whose observed state is another, is superseded.
        const stale = (at: CommunityId | null): boolean => at === null || at === cid('icane');
        applyPlan(
          world,
          waiting,
          (operation) => operation.person !== null && !(operation.person === person && stale(operation.community)),
        );
        applyPlan(world, await planNow(world));
        expect(actualLevel(world, person, cid('icane'), 'files')).toBe(
          desiredLevel(world, person, cid('icane'), 'files'),
        );
      }),
      runs,
    );
  });
});

test('what was not read to its end never leads to a removal, nor to a second object', async () => {
  const unread = fc.record({
    accounts: fc.boolean(),
    groupList: fc.boolean(),
    spaceList: fc.boolean(),
    picks: fc.array(fc.nat({ max: 20 }), { maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(anyHistory, unread, async (history, { picks, ...lists }) => {
      const world = await after(history);
      const pick = <T>(items: readonly T[]): Set<T> => new Set(items.filter((_, index) => picks.includes(index)));
      const members = pick([...world.store.groups.keys()]);
      const grants = pick([...world.store.spaces.keys()]);
      const plan = await planNow(world, {}, { ...lists, members, grants });
      for (const { change } of plan.operations) {
        if (change.kind === 'membership' && change.verb === 'change') {
          expect(change.remove.filter((group) => members.has(group))).toEqual([]);
        }
        if (change.kind === 'grant' && change.verb === 'change' && change.direction === 'lower') {
          expect(grants.has(change.space) || lists.spaceList).toBe(false);
        }
        if (change.kind === 'account' && lists.accounts) {
          expect(change.verb).toBe('create');
          expect(world.store.links.has(change.person)).toBe(false);
        }
        if (change.kind === 'group' && change.verb === 'create' && lists.groupList) {
          expect(world.store.groups.has(change.group)).toBe(false);
        }
        if (change.kind === 'space' && change.verb === 'create' && lists.spaceList) {
          expect(world.store.spaces.has(change.space)).toBe(false);
        }
      }
      for (const record of plan.forgotten) {
        if (record.kind === 'grant-for' || record.kind === 'entry') continue;
        // A group that is known to be gone holds nobody, however its members' reading ended.
        const isThere = world.platform.groups.has(world.store.groups.get(record.group)?.native ?? '');
        if (record.kind === 'membership' && isThere) expect(members.has(record.group)).toBe(false);
      }
    }),
    runs,
  );
});

test('no change of level passes through less than both its ends, unless its group is only being made', async () => {
  const levelsOf = (world: World, person: PersonId, slug: CommunityId): ReadonlyMap<Tool, Level> => {
    const account = world.store.links.get(person)?.native ?? '';
    const community = world.communities.get(slug);
    if (community === undefined) return new Map();
    const policy = { instance: world.instanceAccess, community };
    const groups = [...world.store.groups].filter(
      ([key, { native }]) =>
        key.startsWith(`${slug}/`) && world.platform.groups.get(native ?? '')?.members.has(account),
    );
    const offered = tools.filter((tool) => community.tools[tool] !== undefined);
    return new Map(
      offered.map((tool) => [
        tool,
        highestLevel(
          tool,
          groups.map(([key]) => servedLevel(world.target, tool, levelOf(policy, stationOfKey(key), tool).level)),
        ),
      ]),
    );
  };
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const world = await after(history);
      const plan = await planNow(world);
      const created = new Set<GroupKey | SpaceKey>();
      for (const { change } of plan.operations) if (change.kind === 'group') created.add(change.group);
      const trails = new Map<string, ReadonlyMap<Tool, Level>[]>();
      const skipped = new Set<string>();
      for (const { change } of plan.operations) {
        if (change.kind !== 'membership' || change.verb !== 'change') {
          try {
            applyChange(world, change);
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
          }
          continue;
        }
        const { person, community } = change;
        const key = `${person} ${community}`;
        if (change.add.some((group) => created.has(group))) skipped.add(key);
        const trail = trails.get(key) ?? [levelsOf(world, person, community)];
        trails.set(key, trail);
        applyChange(world, change, () => trail.push(levelsOf(world, person, community)));
      }
      for (const [key, trail] of trails) {
        const [first, last] = [trail[0], trail.at(-1)];
        if (skipped.has(key) || first === undefined || last === undefined) continue;
        changes += 1;
        for (const [tool, start] of first) {
          const end = last.get(tool) ?? 'none';
          const least = compareLevels(tool, start, end) < 0 ? start : end;
          for (const state of trail) {
            expect(compareLevels(tool, state.get(tool) ?? 'none', least)).toBeGreaterThanOrEqual(0);
          }
        }
      }
    }),
    runs,
  );
  expect(changes).toBeGreaterThan(0);
});
