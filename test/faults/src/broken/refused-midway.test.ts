import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseTarget, runPlan } from '@passerelle/engine';
import type { RequestPattern } from '@passerelle/sandbox/faults';
import { pictureOf, type Picture } from '../world/picture.ts';
import { cloud, identity, openWorld } from '../world/open-world.ts';
import { setScene, type Scene } from '../world/scene.ts';

const { signal } = new AbortController();

/** The first request of a change has made something, the next one is refused. */
const midway: readonly { name: string; side: 'cloud' | 'identity'; request: RequestPattern }[] = [
  {
    name: 'a folder, before its groups are assigned',
    side: 'cloud',
    request: { method: 'POST', path: '/**/groupfolders/folders/*/groups' },
  },
  {
    name: 'an account, before it is read back',
    side: 'identity',
    request: { method: 'GET', path: /\/users\/[0-9a-f-]{36}$/ },
  },
];

describe('a change that is refused when a part of it is done', () => {
  let scene: Scene;
  let expected: Picture;
  beforeAll(async () => {
    scene = await setScene({ plan: 'stir' });
    const take = await scene.open();
    const world = await openWorld(take.address());
    const { engine } = world;
    await runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: 10_000 });
    expected = await pictureOf(engine.store.pool, take.platforms);
    await world.close();
    await take.close();
  }, 300_000);
  afterAll(() => scene.close());

  it.each(midway)('$name: what was made is recognised as ours when it is tried again', async ({ side, request }) => {
    const take = await scene.open();
    const world = await openWorld(take.address());
    const { engine } = world;
    const run = () => runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: -1 });
    try {
      const armed = take.platforms.faults[side].arm({
        ...request,
        on: { nth: 1 },
        fault: { kind: 'status', status: 401, body: { message: 'Current user is not logged in' } },
      });
      // Keycloak's connector asks for a new token and tries again once: that one is refused too.
      const again = take.platforms.faults[side].arm({
        ...request,
        on: { nth: 2 },
        fault: { kind: 'status', status: 401, body: { message: 'Current user is not logged in' } },
      });
      await run();
      expect(armed.struck).toBe(1);
      armed.disarm();
      again.disarm();
      await releaseTarget(engine, side === 'cloud' ? cloud : identity, 'cli:faults');
      await run();
      const { rows } = await engine.store.pool.query<object>(
        `select kind, verb, state, hold, error from operation where plan = $1 and state not in ('applied', 'already')`,
        [scene.plan],
      );
      expect(rows).toEqual([]);
      expect(await pictureOf(engine.store.pool, take.platforms)).toEqual(expected);
    } finally {
      await world.close();
      await take.close();
    }
  });
});

describe('a group’s grant on a folder that exists, when the connection breaks between its two calls', () => {
  // Assigning a group gives it everything (31); the second call sets what was planned.
  it('the group ends with the right that was planned, not with the one to manage', async () => {
    const scene = await setScene();
    const take = await scene.open();
    const world = await openWorld(take.address());
    const { engine } = world;
    try {
      const armed = take.platforms.faults.cloud.arm({
        method: 'POST',
        path: '/**/groupfolders/folders/1/groups/cop-aube-secretaire',
        on: { nth: 1 },
        fault: { kind: 'refuse' },
      });
      await runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: 10_000 });
      expect(armed.struck).toBe(1);
      const folder = take.platforms.nextcloud.state.folders.get(1);
      expect(folder?.groups.get('cop-aube-secretaire')).toBe(15);
    } finally {
      await world.close();
      await take.close();
      await scene.close();
    }
  });
});
