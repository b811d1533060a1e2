import { tools } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tryEverything } from './try-everything.ts';
import { scenes } from './world/communities.ts';
import { openProbe, type ProbeWorld } from './world/open-probe.ts';

/**
 * Everybody tries everything: whoever has a role or a level in a community, whoever has none there, in every tool. What came of it must be what the access
 * policy says, as data: `actions.json` says what each level may do, the model which level somebody has.
 */
let world: ProbeWorld;
beforeAll(async () => {
  world = await openProbe();
});
afterAll(() => world.close());

describe.each(scenes.map(({ community }) => community))('$name', ({ id }) => {
  test.concurrent.each(tools)('%s: everybody may do what their level says, and nothing else', async (tool) => {
    const probe = world.probes.get(tool);
    if (probe === undefined) throw new Error(`nobody tries ${tool}`);
    expect(await tryEverything(probe, world.placeOf(id, tool), world.members)).toEqual([]);
  });
});
