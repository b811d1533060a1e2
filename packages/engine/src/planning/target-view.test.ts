import { communityId, groupKey, participationStation, spaceKey } from '@passerelle/model';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { targetView } from './target-view.ts';

let world: TestEngine;
beforeEach(async () => {
  world = await testEngine();
});
afterEach(() => world.close());

it('gives the folder and the calendar of a community its plain name, and no two folders the same one', async () => {
  await someCommunity(world.engine, 'icane', 1);
  const [target] = world.engine.targets.values();
  if (target === undefined) throw new Error('the world has a platform');
  const client = await world.engine.store.pool.connect();
  try {
    const view = await targetView(client, target);
    const [icane, other] = [communityId('icane'), communityId('icane-bis')];
    const name = (key: ReturnType<typeof spaceKey>) => view.nameOf('space', key, () => false);
    const folder = name(spaceKey(icane, 'files'));
    expect(folder).toBe('ICANE');
    expect(name(spaceKey(icane, 'calendar'))).toBe(folder);
    expect(name(spaceKey(icane, 'files', 'main'))).not.toBe(folder);
    const group = view.nameOf('group', groupKey(icane, participationStation('core')), () => false);
    expect(group).not.toBe(
      view.nameOf('group', groupKey(other, participationStation('core')), (taken) => taken === group),
    );
  } finally {
    client.release();
  }
});
