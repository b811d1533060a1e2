import { afterEach, beforeEach, expect, it } from 'vitest';
import { runTarget } from './apply/run-target.ts';
import { startPlan } from './planning/start-plan.ts';
import { fullPlan, statesOf } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

let world: TestEngine;
beforeEach(async () => {
  world = await testEngine();
});
afterEach(() => world.close());

it('leaves to the next worker what a worker that stops had not begun: nothing is given up', async () => {
  const { engine, cloud } = world;
  await someCommunity(engine, 'icane', 6);
  const plan = await fullPlan(engine);
  await startPlan(engine, plan.id, { by: 'test', kind: 'person' });
  const target = [...engine.targets.values()].find(({ id }) => id === 'cloud');
  if (target === undefined) throw new Error('the test has lost its platform');
  const stopping = new AbortController();
  cloud.after = (change) => {
    if (change.kind === 'account') stopping.abort();
  };
  await runTarget(engine, target, { worker: engine.uuid(), signal: stopping.signal });
  expect((await statesOf(engine, plan.id))['cancelled']).toBeUndefined();
  cloud.after = () => undefined;
  await runTarget(engine, target, { worker: engine.uuid(), signal: new AbortController().signal });
  expect(cloud.accounts.size).toBe(6);
});
