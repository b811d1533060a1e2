import { spaceKey, type Level, type NativeId, type PersonId } from '@passerelle/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { lossesOf } from './guards/index.ts';
import { applyPlan, planNow, settle, type Plan } from './testing/apply.ts';
import { addCommunity, cid, community, lists, newWorld, pid, role, stand, type World } from './testing/world.ts';

const icane = cid('icane');
const list = spaceKey(icane, 'list');
let world: World;

beforeEach(async () => {
  world = newWorld(lists);
  addCommunity(world, community('icane', { tools: { list: lists.id } }));
  stand(world, pid(1), 'icane', 'participation:peripheral');
  stand(world, pid(2), 'icane', 'participation:peripheral', role('technicien'));
  await settle(world);
});

const roster = (): Map<NativeId, Level> =>
  world.platform.spaces.get(world.store.spaces.get(list)?.native ?? '')?.grants ?? new Map<NativeId, Level>();
const accountOf = (person: PersonId): string => world.store.links.get(person)?.native ?? '';
const levelOf = (person: PersonId): Level => roster().get(accountOf(person)) ?? 'none';
const changes = ({ operations }: Plan) =>
  operations.map(({ change, hold }) => {
    const what = change.verb === 'change-for' ? `${change.before} > ${change.level}` : `${change.kind}.${change.verb}`;
    return hold === null ? what : `${what}?`;
  });
const drifts = ({ findings }: Plan) =>
  findings.flatMap((told) => (told.kind === 'drift' ? [`${told.nature} ${told.resource}`] : []));

describe('where a platform has no groups', () => {
  test('everybody has the highest level that one of their stations gives, and then nothing is left to do', async () => {
    expect([levelOf(pid(1)), levelOf(pid(2))]).toEqual(['receive', 'moderate']);
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });

  test('the list is made without anybody in it, then each account with its grants as one object', async () => {
    stand(world, pid(3), 'icane', 'participation:active');
    addCommunity(world, community('icso', { tools: { list: lists.id } }));
    stand(world, pid(3), 'icso', 'participation:core');
    const { operations } = await planNow(world);
    expect(operations.map(({ change }) => `${change.kind}.${change.verb}`)).toEqual([
      'space.create',
      'account.create',
      'grant.change-for',
      'grant.change-for',
    ]);
    expect(operations[0]?.change).toMatchObject({ grants: [] });
    expect(operations.slice(1).map(({ change }) => ('person' in change ? change.person : null))).toEqual(
      Array(3).fill(pid(3)),
    );
  });

  test('whoever the policy gives nothing has no account, and nothing is asked for them', async () => {
    addCommunity(
      world,
      community('icane', {
        tools: { list: lists.id },
        access: { 'participation:peripheral': { list: 'none' } },
      }),
    );
    stand(world, pid(4), 'icane', 'participation:peripheral');
    const plan = await planNow(world);
    expect(changes(plan)).toEqual(['receive > none']);
    applyPlan(world, plan);
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });

  test('a departure is one taking, counted as one loss; the account stays and is not disabled', async () => {
    stand(world, pid(2), 'icane');
    const { operations } = await planNow(world);
    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({
      phase: 'take',
      change: { verb: 'change-for', person: pid(2), before: 'moderate', level: 'none' },
      effects: [{ tool: 'list', before: 'moderate', after: 'none', countedLoss: true }],
    });
    expect(operations.flatMap(lossesOf)).toEqual([{ person: pid(2), community: icane }]);
  });

  test('a suspension by name takes everything there and counts for no guard', async () => {
    world.suspended.add(pid(1));
    const { operations } = await planNow(world);
    expect(operations.map(({ change }) => change)).toMatchObject([{ person: pid(1), level: 'none' }]);
    expect(operations.flatMap(lossesOf)).toEqual([]);
  });

  test('an archived community keeps its readers and has nobody who posts or moderates', async () => {
    addCommunity(world, community('icane', { tools: { list: lists.id }, stage: 'archived' }));
    await settle(world);
    expect([levelOf(pid(1)), levelOf(pid(2))]).toEqual(['receive', 'receive']);
    addCommunity(world, community('icane', { tools: { list: lists.id } }));
    await settle(world);
    expect([levelOf(pid(1)), levelOf(pid(2))]).toEqual(['receive', 'moderate']);
  });
});

describe('what others do there', () => {
  test('whoever unsubscribed by themselves is shown, and put back only after a yes, however often it is looked at', async () => {
    roster().delete(accountOf(pid(1)));
    for (const plan of [await planNow(world), await planNow(world)]) {
      expect(changes(plan)).toEqual(['none > receive?']);
      expect(drifts(plan)).toEqual(['missing grant']);
      applyPlan(world, plan, ({ hold }) => hold === null);
    }
    expect(levelOf(pid(1))).toBe('none');
  });

  test('somebody who unsubscribed, left and is enrolled again is subscribed again', async () => {
    roster().delete(accountOf(pid(1)));
    stand(world, pid(1), 'icane');
    const left = await planNow(world);
    expect(left).toMatchObject({ operations: [], forgotten: [{ kind: 'grant-for', person: pid(1) }] });
    applyPlan(world, left);
    stand(world, pid(1), 'icane', 'participation:peripheral');
    expect(changes(await planNow(world))).toEqual(['none > receive']);
  });

  test('somebody lowered by hand is raised again, and shown', async () => {
    roster().set(accountOf(pid(2)), 'receive');
    const plan = await planNow(world);
    expect(changes(plan)).toEqual(['receive > moderate']);
    expect(drifts(plan)).toEqual(['changed grant']);
  });

  test('somebody raised by hand is lowered only after a yes', async () => {
    roster().set(accountOf(pid(1)), 'moderate');
    const plan = await planNow(world);
    expect(changes(plan)).toEqual(['moderate > receive?']);
    expect(drifts(plan)).toEqual(['changed grant']);
  });

  test('a stranger is shown, never taken out by itself, and put back when asked for by name', async () => {
    roster().set('stranger-1', 'post');
    const seen = await planNow(world);
    expect(changes(seen)).toEqual([]);
    expect(drifts(seen)).toEqual(['unexpected grant']);
    const asked = await planNow(world, { putBack: [{ space: list, account: 'stranger-1' }] });
    expect(changes(asked)).toEqual(['grant.put-back']);
    applyPlan(world, asked);
    expect(roster().has('stranger-1')).toBe(false);
  });

  test('somebody we know but did not put there is a drift too, and a put-back counts for no guard', async () => {
    addCommunity(world, community('icso', { tools: { list: lists.id } }));
    await settle(world);
    const other = spaceKey(cid('icso'), 'list');
    const there = world.platform.spaces.get(world.store.spaces.get(other)?.native ?? '');
    there?.grants.set(accountOf(pid(1)), 'post');
    const seen = await planNow(world);
    expect([changes(seen), drifts(seen)]).toEqual([[], ['unexpected grant']]);
    const asked = await planNow(world, { putBack: [{ space: other, account: accountOf(pid(1)) }] });
    expect(changes(asked)).toEqual(['post > none']);
    expect(asked.operations.flatMap(lossesOf)).toEqual([]);
  });

  test('an address that somebody moved there is shown and set back only after a yes; one that the source changed is brought along', async () => {
    const account = world.platform.accounts.get(accountOf(pid(1)));
    if (account) account.profile = { ...account.profile, email: 'own@elsewhere.example' };
    const { accounts } = await import('./testing/reading.ts').then(({ observe }) => observe(world));
    const known = (addressMoved: boolean) => ({
      known: (async function* () {
        for (const one of accounts) yield one.person === pid(1) ? { ...one, addressMoved } : one;
      })(),
    });
    const input = await import('./testing/reading.ts').then(({ desiredNow, sequence }) => ({
      desired: () => sequence(desiredNow(world).accounts),
    }));
    const moved = await planNow(world, { accounts: { desired: input.desired(), ...known(true) } });
    expect([changes(moved), drifts(moved)]).toEqual([['account.update?'], ['changed account']]);
    const changed = await planNow(world, { accounts: { desired: input.desired(), ...known(false) } });
    expect([changes(changed), drifts(changed)]).toEqual([['account.update'], []]);
  });

  test('a roster that was not read to its end loses nobody and is given nobody', async () => {
    stand(world, pid(1), 'icane');
    stand(world, pid(2), 'icane', 'participation:core');
    stand(world, pid(3), 'icane', 'participation:core');
    const plan = await planNow(world, {}, { grants: new Set([list]) });
    expect(changes(plan)).toEqual(['account.create']);
    expect(plan.findings.map(({ kind }) => kind).sort()).toEqual(['depends', 'withheld', 'withheld']);
  });

  test('a list that is gone is made again, and everybody of it with it', async () => {
    world.platform.spaces.delete(world.store.spaces.get(list)?.native ?? '');
    const plan = await planNow(world);
    expect(changes(plan)).toEqual(['space.create', 'none > receive', 'none > moderate']);
    applyPlan(world, plan);
    expect(await planNow(world)).toMatchObject({ operations: [], findings: [] });
  });
});
