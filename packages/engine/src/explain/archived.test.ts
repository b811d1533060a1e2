import { communityId, type PersonId } from '@passerelle/model';
import { act, setPolicyCell, setStage } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan } from '../planning/make-plan.ts';
import { unplannedScope } from '../planning/unplanned.ts';
import { applyPlan, bringInStep } from '../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { status } from './status.ts';
import { who } from './who.ts';
import { why } from './why.ts';

const signal = new AbortController().signal;
const icane = communityId('icane');
let world: TestEngine;
let people: readonly PersonId[];

beforeEach(async () => {
  world = await testEngine();
});
afterEach(() => world.close());

/** An act that somebody confirmed, brought to the platforms by the plan of what it touched. */
async function confirmed(work: Parameters<typeof act<unknown>>[2]): Promise<readonly string[]> {
  const { engine } = world;
  await act(engine.store, { actor: 'cli:test', kind: 'test', confirmed: true }, work);
  const scope = await unplannedScope(engine);
  if (scope === null) throw new Error('the act touched nothing');
  const plan = await makePlan(engine, { createdBy: 'test', extent: 'targeted', scope, observe: 'when-old', signal });
  await applyPlan(engine, plan.id);
  const { rows } = await engine.store.pool.query<{ told: string }>(
    `select target || ' ' || kind || '.' || verb || ' ' || coalesce(change ->> 'direction', '') || ' ' || state as told from operation where plan = $1 order by 1`,
    [plan.id],
  );
  return rows.map(({ told }) => told);
}
const grants = () =>
  Object.fromEntries([...world.cloud.spaces].map(([native, { grants: given }]) => [native, Object.fromEntries(given)]));
const stage = (to: 'archived' | 'running') => confirmed((tx) => setStage(tx, icane, to));

describe('an archived community', () => {
  beforeEach(async () => {
    ({ people } = await someCommunity(world.engine, 'icane', 12));
    await bringInStep(world.engine);
  });

  it('can only be read, by everybody at once, and comes back whole in the same places', async () => {
    const before = { grants: grants(), groups: [...world.cloud.groups.keys()], spaces: [...world.cloud.spaces.keys()] };
    // Twelve people lose a level: the act was confirmed, so no guard holds it.
    expect(await stage('archived')).toEqual(['cloud grant.change lower applied']);
    expect(Object.values(grants()).flatMap((given) => Object.values(given))).toEqual(['read', 'read', 'read']);
    expect([...world.cloud.groups.keys()]).toEqual(before.groups);
    expect(world.cloud.membersOf('cop-icane-active')).toHaveLength(12);
    expect(await stage('running')).toEqual(['cloud grant.change raise applied']);
    expect({
      grants: grants(),
      groups: [...world.cloud.groups.keys()],
      spaces: [...world.cloud.spaces.keys()],
    }).toEqual(before);
  });

  it('is explained: why, who and status say that it is archived, and what it was', async () => {
    await stage('archived');
    const [tool] = (await why(world.engine, { person: people[0]!, community: icane, tool: 'files' })).tools;
    expect(tool).toMatchObject({ should: 'read', is: 'read', verdict: 'as-it-should', repair: null });
    expect(tool?.chain.find(({ text }) => text.code === 'why.policy-archived')?.text.params).toMatchObject({
      level: 'read',
      before: 'write',
    });
    expect((await who(world.engine, { community: icane }))[0]?.levels).toEqual({ files: 'read' });
    expect(await status(world.engine)).toMatchObject({ communities: 1, archived: 1 });
  });
});

describe('one cell of the access policy', () => {
  it.each([3, 60])('is one operation with %i people', async (size) => {
    await someCommunity(world.engine, 'icane', size);
    await bringInStep(world.engine);
    const set = (level: 'read' | 'manage') =>
      confirmed((tx) => setPolicyCell(tx, { community: icane, station: 'participation:active', tool: 'files', level }));
    expect(await set('manage')).toEqual(['cloud grant.change raise applied']);
    expect(Object.values(grants())[0]).toMatchObject({ 'cop-icane-active': 'manage' });
    expect(await set('read')).toEqual(['cloud grant.change lower applied']);
    expect(Object.values(grants())[0]).toMatchObject({ 'cop-icane-active': 'read' });
  });
});
