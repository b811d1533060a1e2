import { compareLevels, spaceKey, type Level, type NativeId, type Station } from '@passerelle/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelOfStations } from './person-grants.ts';
import { desiredCommunity } from './desired.ts';
import { applyPlan, planNow } from './testing/apply.ts';
import { desiredNow } from './testing/reading.ts';
import { addCommunity, cid, community, lists, newWorld, pid, role, stand, type World } from './testing/world.ts';

const runs = { numRuns: 150 };
const slugs = ['icane', 'icso'] as const;
const person = fc.integer({ min: 1, max: 3 });
const slug = fc.constantFrom(...slugs);
const level = fc.constantFrom<Level>('receive', 'post', 'moderate');
const participation = fc.constantFrom<Station>(
  'participation:peripheral',
  'participation:active',
  'participation:core',
);
const stations = fc
  .tuple(fc.boolean(), participation, fc.subarray([role('technicien'), role('expert')]))
  .map(([isMember, near, roles]) => (isMember ? [near, ...roles] : []));

type Happening =
  | { readonly what: 'stand'; readonly person: number; readonly slug: string; readonly stations: Station[] }
  | { readonly what: 'suspend'; readonly person: number; readonly isOn: boolean }
  | { readonly what: 'policy'; readonly slug: string; readonly level: Level | 'none' }
  | { readonly what: 'sync'; readonly failing: readonly number[] }
  | { readonly what: 'set-by-hand'; readonly person: number; readonly slug: string; readonly level: Level }
  | { readonly what: 'left-by-hand'; readonly person: number; readonly slug: string }
  | { readonly what: 'stranger'; readonly slug: string; readonly level: Level };
const decided: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constant('stand' as const), person, slug, stations }),
  fc.record({ what: fc.constant('suspend' as const), person, isOn: fc.boolean() }),
  fc.record({ what: fc.constant('policy' as const), slug, level: fc.constantFrom<Level>('none', 'receive', 'post') }),
  fc.record({ what: fc.constant('sync' as const), failing: fc.array(fc.nat({ max: 9 }), { maxLength: 3 }) }),
);
const byHand: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constant('set-by-hand' as const), person, slug, level }),
  fc.record({ what: fc.constant('left-by-hand' as const), person, slug }),
  fc.record({ what: fc.constant('stranger' as const), slug, level }),
);

const rosterOf = (world: World, of: string): Map<NativeId, Level> =>
  world.platform.spaces.get(world.store.spaces.get(spaceKey(cid(of), 'list'))?.native ?? '')?.grants ??
  new Map<NativeId, Level>();
const nativeOf = (world: World, n: number): NativeId => world.store.links.get(pid(n))?.native ?? 'nobody';

async function happen(world: World, happening: Happening): Promise<void> {
  switch (happening.what) {
    case 'stand':
      stand(world, pid(happening.person), happening.slug, ...happening.stations);
      return;
    case 'suspend':
      if (happening.isOn) world.suspended.add(pid(happening.person));
      else world.suspended.delete(pid(happening.person));
      return;
    case 'policy': {
      const access = { 'participation:peripheral': { list: happening.level } };
      addCommunity(world, community(happening.slug, { tools: { list: lists.id }, access }));
      return;
    }
    case 'sync': {
      const { failing } = happening;
      const plan = await planNow(world);
      applyPlan(
        world,
        plan,
        (operation) => operation.hold === null && !failing.includes(plan.operations.indexOf(operation)),
      );
      return;
    }
    case 'set-by-hand':
      if (world.store.links.has(pid(happening.person)))
        rosterOf(world, happening.slug).set(nativeOf(world, happening.person), happening.level);
      return;
    case 'left-by-hand':
      rosterOf(world, happening.slug).delete(nativeOf(world, happening.person));
      return;
    case 'stranger':
      rosterOf(world, happening.slug).set('stranger', happening.level);
  }
}

async function after(history: readonly Happening[]): Promise<World> {
  const world = newWorld(lists);
  for (const of of slugs) addCommunity(world, community(of, { tools: { list: lists.id } }));
  for (const happening of history) await happen(world, happening);
  return world;
}

describe('grants to people, whatever happens', () => {
  test('without a hand on the platform, two rounds bring everybody to their level, and the third has nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(decided, { maxLength: 14 }), async (history) => {
        const world = await after(history);
        applyPlan(world, await planNow(world));
        applyPlan(world, await planNow(world));
        expect((await planNow(world)).operations).toEqual([]);
        for (const standings of desiredNow(world).communities) {
          const desired = desiredCommunity(lists, world.instanceAccess, standings);
          const given = standings.people.flatMap(({ person: who, stations: held }) => {
            const wanted = levelOfStations(desired, { tool: 'list', part: null }, held);
            return wanted === 'none' ? [] : [[world.store.links.get(who)?.native ?? '', wanted] as const];
          });
          expect(new Map(rosterOf(world, standings.community.id))).toEqual(new Map(given));
        }
      }),
      runs,
    );
  });

  test('what we did not give is never taken, and nobody who is gone comes back, without a yes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(decided, byHand), { maxLength: 14 }), async (history) => {
        const world = await after(history);
        const plan = await planNow(world);
        const made = new Map(world.store.madePersonGrants);
        for (const { change, hold } of plan.operations) {
          expect(change.kind === 'account' && change.verb === 'disable').toBe(false);
          if (change.kind !== 'grant' || change.verb !== 'change-for' || hold !== null) continue;
          const given = made.get(`${change.space} ${change.person}`);
          if (compareLevels('list', change.level, change.before) < 0) expect(given).toBeDefined();
          else if (change.before === 'none') expect(given).toBeUndefined();
        }
        const strangers = slugs.map((of) => rosterOf(world, of).get('stranger'));
        applyPlan(world, plan, ({ hold }) => hold === null);
        expect(slugs.map((of) => rosterOf(world, of).get('stranger'))).toEqual(strangers);
        // What is left to do waits for a yes.
        applyPlan(world, await planNow(world), ({ hold }) => hold === null);
        expect((await planNow(world)).operations.filter(({ hold }) => hold === null)).toEqual([]);
      }),
      runs,
    );
  });
});
