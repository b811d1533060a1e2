import { communityId, type PersonId } from '@passerelle/model';
import { act, endClaims, readMemberships, suspendPerson } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringInStep, fullPlan } from '../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { why } from './why.ts';

describe('why', () => {
  let world: TestEngine;
  let people: readonly PersonId[];
  const icane = communityId('icane');
  const told = async (person: PersonId, community = icane) => {
    const [tool] = (await why(world.engine, { person, community, tool: 'files' })).tools;
    const broken = tool?.chain.filter(({ state }) => state === 'broken').map(({ text }) => text.code);
    return { verdict: tool?.verdict, broken, repair: tool?.repair?.code };
  };
  beforeEach(async () => {
    world = await testEngine();
    ({ people } = await someCommunity(world.engine, 'icane', 2));
    await someCommunity(world.engine, 'icso', 1);
    await bringInStep(world.engine);
  });
  afterEach(() => world.close());

  it('says of somebody suspended that they are, and not that they are no member', async () => {
    await act(world.engine.store, { actor: 'test', kind: 'suspend' }, (tx) => suspendPerson(tx, people[0]!));
    await bringInStep(world.engine);
    expect(await told(people[0]!)).toEqual({
      verdict: 'as-it-should',
      broken: ['why.person-suspended'],
      repair: 'why.repair-resume',
    });
  });

  it('says what would give something to somebody who has nothing: never a member, or no longer, with the day', async () => {
    expect(await told(people[0]!, communityId('icso'))).toMatchObject({
      broken: ['why.membership-none'],
      repair: 'why.repair-enrol',
    });
    await act(world.engine.store, { actor: 'test', kind: 'unenrol' }, async (tx) => {
      const claims = await readMemberships(tx, { people: [people[0]!], communities: [icane] });
      await endClaims(
        tx,
        claims.map(({ id }) => id),
        { until: '2026-11-20' },
      );
    });
    await bringInStep(world.engine);
    expect(await told(people[0]!)).toMatchObject({ repair: 'why.repair-enrol' });
    const [tool] = (await why(world.engine, { person: people[0]!, community: icane })).tools;
    expect(tool?.chain.at(-1)?.text.code).toMatch(/^why\.membership-ended/);
  });

  it('names the group that gives more than it should, and does not say that a plan without a yes is under way', async () => {
    const account = world.cloud.accounts.get(people[1]!);
    account?.groups.add('cop-icane-core');
    account?.groups.delete('cop-icane-active');
    await fullPlan(world.engine);
    expect(await told(people[1]!)).toMatchObject({
      broken: ['why.group-out', 'why.group-unexpected'],
      repair: 'why.repair-drift',
    });
    account?.groups.delete('cop-icane-core');
    await fullPlan(world.engine);
    expect(await told(people[1]!)).toMatchObject({ verdict: 'missing', repair: 'why.repair-ready' });
  });
});
