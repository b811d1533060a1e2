import { act, endClaims, enrol, readMemberships, suspendPerson } from '@passerelle/store';
import { communityId, type PersonId } from '@passerelle/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideBlock, listBlocks } from './acts/decide-block.ts';
import { applyPlan, bringInStep, fullPlan, statesOf } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

describe('guards', () => {
  let world: TestEngine;
  let people: readonly PersonId[];
  beforeEach(async () => {
    world = await testEngine();
    ({ people } = await someCommunity(world.engine, 'icane', 10));
    await bringInStep(world.engine);
  });
  afterEach(() => world.close());

  const leave = (leavers: readonly PersonId[], confirmed: boolean) =>
    act(
      world.engine.store,
      { actor: confirmed ? `person:${people[9] ?? ''}` : 'source:ldap', kind: 'test', confirmed },
      async (tx) => {
        const claims = await readMemberships(tx, { people: leavers });
        await endClaims(
          tx,
          claims.map(({ id }) => id),
          { at: world.engine.now() },
        );
      },
    );

  it('hold back what nobody confirmed once more than three people of ten would lose something, and name them', async () => {
    await leave(people.slice(0, 4), false);
    const plan = await fullPlan(world.engine);
    await applyPlan(world.engine, plan.id);
    expect(world.cloud.membersOf('cop-icane-active')).toHaveLength(10);
    const [block] = await listBlocks(world.engine);
    expect(block).toMatchObject({ rule: 'volume.community', community: 'icane', state: 'waiting' });
    expect(block?.people).toEqual(people.slice(0, 4).toSorted());
    expect((await statesOf(world.engine, plan.id))['held:guard']).toBeGreaterThan(0);
  });

  it('go on after a named administrator has said yes, and only then', async () => {
    await leave(people.slice(0, 4), false);
    const plan = await fullPlan(world.engine);
    await applyPlan(world.engine, plan.id);
    const administrators = [people[8]!];
    for (const { id } of await listBlocks(world.engine)) {
      expect(
        await decideBlock(world.engine, id, { actor: people[5]!, administrators, decision: 'approved' }),
      ).toMatchObject({ done: false });
      expect(await decideBlock(world.engine, id, { actor: null, administrators, decision: 'approved' })).toMatchObject({
        done: false,
      });
      expect(await decideBlock(world.engine, id, { actor: people[8]!, administrators, decision: 'approved' })).toEqual({
        done: true,
      });
    }
    await applyPlan(world.engine, plan.id);
    expect(world.cloud.membersOf('cop-icane-active')).toHaveLength(6);
    expect((await fullPlan(world.engine)).operations).toBe(0);
  });

  it('add up over a day: two and two are four', async () => {
    await leave(people.slice(0, 2), false);
    await bringInStep(world.engine);
    expect(world.cloud.membersOf('cop-icane-active')).toHaveLength(8);
    await leave(people.slice(2, 4), false);
    await bringInStep(world.engine);
    expect(world.cloud.membersOf('cop-icane-active')).toHaveLength(8);
    expect(await listBlocks(world.engine)).not.toEqual([]);
  });

  it('do not hold what a person confirmed in their preview', async () => {
    await leave(people.slice(0, 4), true);
    await bringInStep(world.engine);
    expect(world.cloud.membersOf('cop-icane-active')).toHaveLength(6);
  });

  it('never hold a suspension by name', async () => {
    await leave(people.slice(0, 5), false);
    await act(world.engine.store, { actor: 'cli:admin', kind: 'suspend', confirmed: true }, (tx) =>
      suspendPerson(tx, people[0]!),
    );
    await bringInStep(world.engine);
    expect(world.cloud.accounts.get(people[0]!)?.enabled).toBe(false);
    expect(world.cloud.accounts.get(people[1]!)?.enabled).toBe(true);
  });
});

describe('a membership that goes to and fro', () => {
  let world: TestEngine;
  let people: readonly PersonId[];
  beforeEach(async () => {
    world = await testEngine();
    ({ people } = await someCommunity(world.engine, 'icane', 6));
    await bringInStep(world.engine);
  });
  afterEach(() => world.close());

  const move = (person: PersonId, there: boolean, byHand: boolean) =>
    act(
      world.engine.store,
      { actor: byHand ? 'cli:tech' : 'source:ldap', kind: 'test', confirmed: byHand },
      async (tx) => {
        const at = world.engine.now();
        if (there) {
          await enrol(tx, {
            person,
            community: communityId('icane'),
            participation: 'active',
            origin: { kind: 'hand' },
            at,
          });
          return;
        }
        const claims = await readMemberships(tx, { people: [person] });
        await endClaims(
          tx,
          claims.filter(({ until }) => until === null).map(({ id }) => id),
          { at },
        );
      },
    );

  it('stops and tells when nobody’s hand is in it', async () => {
    const [person] = people;
    for (const there of [false, true, false]) {
      await move(person!, there, false);
      await bringInStep(world.engine);
    }
    expect((await listBlocks(world.engine)).map(({ rule }) => rule)).toContain('flip');
  });

  it('goes on when a person does it', async () => {
    const [person] = people;
    for (const there of [false, true, false, true]) {
      await move(person!, there, true);
      await bringInStep(world.engine);
    }
    expect(await listBlocks(world.engine)).toEqual([]);
    expect(world.cloud.membersOf('cop-icane-active')).toContain(person);
  });
});
