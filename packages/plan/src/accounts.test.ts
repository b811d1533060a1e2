import { describe, expect, test } from 'vitest';
import { applyPlan, planNow, planOf, settle } from './testing/apply.ts';
import { desiredNow, inputOf, observe } from './testing/reading.ts';
import { addCommunity, cloud, community, newWorld, pid, profileOf, stand, type World } from './testing/world.ts';

const anna = pid(1);
async function settled(): Promise<World> {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, anna, 'icane', 'participation:active');
  await settle(world);
  return world;
}
const accountOf = (world: World) => {
  const account = world.platform.accounts.get(world.store.links.get(anna)?.native ?? '');
  if (account === undefined) throw new Error('no account');
  return account;
};
const link = (world: World, over: object): void => {
  const known = world.store.links.get(anna);
  if (known) world.store.links.set(anna, { ...known, ...over });
};
const verbs = (plan: Awaited<ReturnType<typeof planNow>>): string[] =>
  plan.operations.map(({ change }) => `${change.kind} ${change.verb}`);

describe('profile', () => {
  test('only fields that the platform told and that differ are updated', async () => {
    const world = await settled();
    accountOf(world).profile = { displayName: 'Somebody', language: 'fr' };
    const [operation] = (await planNow(world)).operations;
    expect(operation?.change).toMatchObject({ verb: 'update', fields: ['displayName'] });
    expect(operation?.before).toEqual({ displayName: 'Somebody' });
  });
  test('an address in other letters, or accents composed otherwise, is no difference', async () => {
    const world = await settled();
    world.profiles.set(anna, { ...profileOf(1), displayName: 'Zoé', email: 'Zoe@Example.org' });
    accountOf(world).profile = { displayName: 'Zoe\u0301', email: 'zoe@example.org' };
    expect(verbs(await planNow(world))).toEqual([]);
  });
  test.each([
    ['linked', {}, { ownership: 'linked' }],
    ['federated', { federated: true }, {}],
  ])('the profile of a %s account is never ours', async (_, account, known) => {
    const world = await settled();
    Object.assign(accountOf(world), account, { profile: { displayName: 'From LDAP' } });
    link(world, known);
    expect(verbs(await planNow(world))).toEqual([]);
  });
});

describe('enabled or not', () => {
  test('an account that is closed by somebody else is only opened again when a person says so', async () => {
    const world = await settled();
    accountOf(world).enabled = false;
    const plan = await planNow(world);
    expect(plan.operations.map(({ change, hold }) => [change.verb, hold])).toEqual([['enable', 'confirm']]);
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'changed', resource: 'account' }]);
  });
  test('a suspension is planned as an uncounted loss; lifting it opens the account and gives everything back', async () => {
    const world = await settled();
    world.suspended.add(anna);
    const plan = await planNow(world);
    expect(verbs(plan)).toEqual(['membership change', 'account disable']);
    expect(plan.operations.flatMap(({ effects }) => effects).some(({ countedLoss }) => countedLoss)).toBe(false);
    expect(plan.operations.some(({ accountLoss }) => accountLoss)).toBe(false);
    applyPlan(world, plan);
    world.suspended.delete(anna);
    const back = await planNow(world);
    expect(back.operations.map(({ change, hold }) => [change.verb, hold])).toEqual([
      ['enable', null],
      ['change', null],
    ]);
  });
  test('an account that the identity side made is disabled by a suspension, and by nothing else', async () => {
    const world = await settled();
    link(world, { ownership: 'linked' });
    stand(world, anna, 'icane');
    expect(verbs(await planNow(world))).toEqual(['membership change']);
    stand(world, anna, 'icane', 'participation:active');
    world.suspended.add(anna);
    expect(verbs(await planNow(world))).toEqual(['membership change', 'account disable']);
  });
  test('an account that was not read leads to nothing', async () => {
    const world = await settled();
    stand(world, anna, 'icane');
    expect(verbs(await planNow(world, {}, { accounts: true }))).toEqual(['membership change']);
  });
  test('the account of somebody who stands in a community is not disabled because the list of accounts forgot them', async () => {
    const world = await settled();
    const input = inputOf(world, observe(world), { ...desiredNow(world), accounts: [] });
    expect((await planOf(input)).operations).toEqual([]);
  });
  test('an account whose person had no access left counts as a loss by itself', async () => {
    const world = await settled();
    stand(world, anna, 'icane');
    applyPlan(world, await planNow(world), ({ change }) => change.kind === 'membership');
    const [operation] = (await planNow(world)).operations;
    expect(operation).toMatchObject({ change: { verb: 'disable' }, effects: [], accountLoss: true });
  });
  test('a dated or confirmed end carries its approval', async () => {
    const world = await settled();
    stand(world, anna, 'icane');
    const plan = await planNow(world, { approvalOf: () => Promise.resolve('dated') });
    expect(plan.operations[0]?.effects.length).toBeGreaterThan(0);
    expect(plan.operations.flatMap(({ effects }) => effects).some(({ countedLoss }) => countedLoss)).toBe(false);
  });
});

test.each(['administrator', 'own', 'staff'] as const)(
  'a protected account (%s) is never touched, and that is told once',
  async (reason) => {
    const world = await settled();
    accountOf(world).protected = reason;
    accountOf(world).profile = { displayName: 'Other' };
    stand(world, anna, 'icane');
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: 'protected', reason }]);
  },
);

test('an account that seems to be theirs waits for a person, and what needs it waits too', async () => {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, anna, 'icane', 'participation:active');
  const plan = await planNow(world, {
    namesake: ({ kind }) => (kind === 'account' ? { kind, native: 'anna', because: 'same-email' } : null),
  });
  const adopt = plan.operations.find(({ change }) => change.kind === 'account');
  expect(adopt).toMatchObject({ change: { verb: 'adopt', native: 'anna' }, hold: 'confirm' });
  expect(plan.operations.some(({ change }) => change.kind === 'membership')).toBe(false);
  expect(plan.findings).toEqual([{ kind: 'waiting', person: anna, reason: 'adoption' }]);
});

test('where the identity side makes the accounts, we wait for it and say so', async () => {
  const world = newWorld({ ...cloud, accountMode: { local: 'await', directory: 'await' } });
  addCommunity(world, community('icane'));
  stand(world, anna, 'icane', 'participation:active');
  const plan = await planNow(world, { identitySide: () => 'absent' });
  expect(plan.operations.some(({ change }) => change.kind === 'account' || change.kind === 'membership')).toBe(false);
  expect(plan.findings).toEqual([{ kind: 'waiting', person: anna, reason: 'identity-side' }]);
});

describe('where no account can be without an address', () => {
  const needy = { ...cloud, accountsNeed: ['email'] } as const;
  test.each([null, ' '])(
    'somebody whose address is %j waits with all that is theirs, and the plan says for what',
    async (email) => {
      const world = newWorld(needy);
      addCommunity(world, community('icane'));
      stand(world, anna, 'icane', 'participation:active');
      world.profiles.set(anna, { ...profileOf(1), email });
      const plan = await planNow(world);
      expect(verbs(plan).filter((verb) => /^(?:account|membership)/.test(verb))).toEqual([]);
      expect(plan.findings).toEqual([{ kind: 'waiting', person: anna, reason: 'no-address' }]);
      world.profiles.set(anna, profileOf(1));
      expect(verbs(await planNow(world))).toContain('account create');
    },
  );
  test('whoever loses theirs keeps the account as it is, without a change that fails at every round', async () => {
    const world = newWorld(needy);
    addCommunity(world, community('icane'));
    stand(world, anna, 'icane', 'participation:active');
    await settle(world);
    world.profiles.set(anna, { ...profileOf(1), email: null });
    expect(verbs(await planNow(world))).toEqual([]);
  });
});

test.each(['there', 'unknown'] as const)(
  'an account of the identity side that is %s is linked, whatever else bears its address',
  async (seen) => {
    const world = newWorld({ ...cloud, accountMode: { local: 'await', directory: 'await' } });
    addCommunity(world, community('icane'));
    stand(world, anna, 'icane', 'participation:active');
    const plan = await planNow(world, {
      identitySide: () => seen,
      namesake: ({ kind }) => (kind === 'account' ? { kind, native: 'anna', because: 'same-email' } : null),
    });
    const account = plan.operations.find(({ change }) => change.kind === 'account');
    expect(account).toMatchObject({ change: { verb: 'create', mode: 'await', person: anna }, hold: null });
    expect(plan.operations.some(({ change }) => change.kind === 'membership')).toBe(true);
  },
);

test('an account that vanished is told, made again, and given its groups again', async () => {
  const world = await settled();
  world.platform.accounts.clear();
  for (const { members } of world.platform.groups.values()) members.clear();
  const plan = await planNow(world);
  expect(verbs(plan)).toEqual(['account create', 'membership change']);
  expect(plan.findings[0]).toEqual({ kind: 'vanished', resource: 'account', key: anna });
});

test('somebody who waits comes first, with the groups that they need', async () => {
  const world = newWorld();
  addCommunity(world, community('aaa'));
  addCommunity(world, community('icane'));
  stand(world, pid(2), 'aaa', 'participation:active');
  stand(world, pid(3), 'icane', 'participation:active');
  const plan = await planNow(world, { awaited: (person) => person === pid(3) });
  const first = plan.operations.slice(0, 3).map(({ community: at, priority }) => [at, priority]);
  expect(first).toEqual(Array(3).fill(['icane', 1]));
  const accounts = plan.operations.filter(({ change }) => change.kind === 'account' || change.kind === 'membership');
  expect(accounts.map(({ person }) => person)).toEqual([pid(3), pid(3), pid(2), pid(2)]);
});
