import { communityId, type PersonId } from '@passerelle/model';
import { act, createPerson, enrol } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from './planning/make-plan.ts';
import { scopeOf } from './planning/plan-request.ts';
import { applyPlan, bringInStep, statesOf } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

const icane = communityId('icane');

describe('plans that are made side by side', () => {
  let world: TestEngine;
  beforeEach(async () => {
    world = await testEngine();
    await someCommunity(world.engine, 'icane', 1);
    await bringInStep(world.engine);
    world.cloud.log.length = 0;
  });
  afterEach(() => world.close());

  const join = (givenName: string): Promise<PersonId> =>
    act(world.engine.store, { actor: 'test', kind: 'enrol', confirmed: true }, async (tx) => {
      const person = await createPerson(tx, { givenName, familyName: 'New', email: `${givenName}@example.org` });
      const at = world.engine.now();
      await enrol(tx, { person, community: icane, participation: 'core', origin: { kind: 'hand' }, at });
      return person;
    });
  const planFor = async (person: PersonId): Promise<string> => {
    const scope = scopeOf([icane], [person]);
    const { signal } = new AbortController();
    const request = { createdBy: 'test', extent: 'targeted', observe: 'never', scope, signal } as const;
    return (await makePlan(world.engine, request)).id;
  };

  it('send what both hold once, and both are done', async () => {
    const person = await join('zoe');
    const [mine, theirs] = [await planFor(person), await planFor(person)];
    await applyPlan(world.engine, mine);
    const sent = [...world.cloud.log];
    await applyPlan(world.engine, theirs);
    expect(world.cloud.log).toEqual(sent);
    expect(Object.keys(await statesOf(world.engine, theirs))).toEqual(['already']);
    expect(world.cloud.membersOf('cop-icane-core')).toEqual([person]);
  });

  it('send it again where the platform was read in between: somebody may have undone it', async () => {
    const person = await join('zoe');
    const [mine, theirs] = [await planFor(person), await planFor(person)];
    await applyPlan(world.engine, mine);
    world.cloud.accounts.delete(person);
    await world.engine.store.pool.query(
      `insert into observation (target, extent, ended_at, state) values ('cloud', 'full', clock_timestamp(), 'complete')`,
    );
    await applyPlan(world.engine, theirs);
    expect(world.cloud.membersOf('cop-icane-core')).toEqual([person]);
  });

  it('leave to others what they make: no groups for somebody whose account this plan does not look at', async () => {
    await join('yann');
    const plan = await planFor(await join('zoe'));
    const { rows } = await world.engine.store.pool.query<{ person: string }>(
      `select distinct person from operation where plan = $1 and person is not null`,
      [plan],
    );
    expect(rows).toHaveLength(1);
  });
});
