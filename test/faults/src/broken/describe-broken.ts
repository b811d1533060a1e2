import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlan } from '@passerelle/engine';
import { outcomeOf, type Outcome } from '../kill/verdict.ts';
import type { Side } from '../kill/kill-point.ts';
import { openWorld } from '../world/open-world.ts';
import { setScene, settle, type Scene } from '../world/scene.ts';
import { breakWhileApplying, breakWhileReading } from './breaking.ts';
import { troubles, type Trouble } from './troubles.ts';

const whole = process.env['PASSERELLE_SWEEP'] === 'full';
const long = 3_600_000;
const { signal } = new AbortController();

interface Undisturbed {
  readonly requests: Readonly<Record<Side, number>>;
  readonly readings: Readonly<Record<Side, number>>;
  readonly outcome: Outcome;
}

/** How many requests the plan and a reading send, and what an undisturbed run leaves. */
async function undisturbed(scene: Scene): Promise<Undisturbed> {
  const take = await scene.open();
  const world = await openWorld(take.address());
  try {
    if (scene.plan !== '')
      await runPlan(world.engine, scene.plan, { worker: world.engine.uuid(), signal, patience: 10_000 });
    const { cloud, identity } = take.platforms.faults;
    const requests = { cloud: cloud.seen.length, identity: identity.seen.length };
    await settle(world.engine);
    const readings = { cloud: cloud.seen.length - requests.cloud, identity: identity.seen.length - requests.identity };
    return { requests, readings, outcome: await outcomeOf(take, null) };
  } finally {
    await world.close();
    await take.close();
  }
}

/** All of them; in a short run one, another for each trouble, so that together they are spread over the whole. */
const places = (count: number, trouble: Trouble): number[] => {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (whole) return all;
  const nth = Math.floor(((troubles.indexOf(trouble) + 0.5) * count) / troubles.length);
  return all.slice(nth, nth + 1);
};

const whileApplying = (side: Side): void => {
  let scene: Scene;
  let calm: Undisturbed;
  beforeAll(async () => {
    scene = await setScene({ plan: 'stir' });
    calm = await undisturbed(scene);
  }, 300_000);
  afterAll(() => scene.close());

  it.each(troubles)(
    '$name at one request: told as what it is, the other platform goes on, and nothing is done twice afterwards',
    async (trouble) => {
      const failures: string[] = [];
      for (const nth of places(calm.requests[side], trouble)) {
        const { struck, wrong } = await breakWhileApplying(scene, calm.outcome, {
          side,
          trouble,
          on: { nth },
          concurrency: 1,
        });
        if (struck !== 1) failures.push(`request ${nth}: never struck`);
        failures.push(...wrong.map((text) => `request ${nth}: ${text}`));
      }
      expect(failures).toEqual([]);
    },
    long,
  );

  it.each(troubles.filter(({ codes }) => codes.length > 0).filter((_, index) => whole || index % 3 === 0))(
    '$name from some request on, with several batches under way: the same',
    async (trouble) => {
      const from = whole ? [1, 5, 12] : [5];
      const failures: string[] = [];
      for (const first of from) {
        const how = { side, trouble, on: { from: first }, concurrency: 4 };
        const { struck, wrong } = await breakWhileApplying(scene, calm.outcome, how);
        if (struck === 0) failures.push('never struck');
        failures.push(...wrong.map((text) => `from request ${first}: ${text}`));
      }
      expect(failures).toEqual([]);
    },
    long,
  );
};

const whileReading = (side: Side): void => {
  let scene: Scene;
  let calm: Undisturbed;
  beforeAll(async () => {
    scene = await setScene({ plan: 'stir', applied: true });
    calm = await undisturbed(scene);
  }, 300_000);
  afterAll(() => scene.close());

  it.each(troubles)(
    '$name at one request: told, nothing is taken away or made again, the other is read',
    async (trouble) => {
      const failures: string[] = [];
      for (const nth of places(calm.readings[side], trouble)) {
        const { struck, wrong } = await breakWhileReading(scene, { side, trouble, nth });
        if (struck !== 1) failures.push(`request ${nth}: never struck`);
        failures.push(...wrong.map((text) => `request ${nth}: ${text}`));
      }
      expect(failures).toEqual([]);
    },
    long,
  );
};

/** Breaks one platform in every way, at each request of a plan and of a reading. */
export function describeBroken(side: Side): void {
  describe(`${side} is broken while a plan is applied`, () => {
    whileApplying(side);
  });
  describe(`${side} is broken while it is read`, () => {
    whileReading(side);
  });
}
