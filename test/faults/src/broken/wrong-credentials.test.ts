import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePlan, runPlan, type Engine } from '@passerelle/engine';
import { sides, type Side } from '../kill/kill-point.ts';
import { openWorld, type OpenWorld, type WorldAddress } from '../world/open-world.ts';
import { setScene, type Scene, type Take } from '../world/scene.ts';

const { signal } = new AbortController();
const wrong: Readonly<Record<Side, Partial<WorldAddress>>> = {
  cloud: { passwords: { nextcloud: 'not this one' } },
  identity: { passwords: { keycloak: 'not this one' } },
};

const left = async ({ store }: Engine, plan: string, side: Side): Promise<number> => {
  const { rows } = await store.pool.query<{ left: number }>(
    `select count(*)::int as left from operation where plan = $1 and target = $2 and state not in ('applied', 'already')`,
    [plan, side],
  );
  return rows[0]?.left ?? -1;
};

describe('a wrong password in the configuration', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene();
  }, 300_000);
  afterAll(() => scene.close());

  const refusals = ({ platforms }: Take, side: Side): number =>
    side === 'cloud'
      ? platforms.nextcloud.log.entries.filter(({ status }) => status === 401).length
      : platforms.keycloak.requests.filter(({ status }) => status === 401).length;

  it.each(sides)(
    '%s refuses it once, over two workers with many operations queued; nobody is locked out, the other platform goes on',
    async (side) => {
      const take = await scene.open();
      const before = refusals(take, side);
      const workers: OpenWorld[] = [];
      for (const _ of [1, 2]) workers.push(await openWorld(take.address({ ...wrong[side], concurrency: 4 })));
      const [first, second] = workers.map(({ engine }) => engine);
      if (first === undefined || second === undefined) throw new Error('two workers were opened');
      try {
        const work = (engine: Engine) =>
          runPlan(engine, scene.plan, { worker: engine.uuid(), signal, patience: 3_000 });
        const read = (engine: Engine) =>
          makePlan(engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });
        await Promise.all([work(first), work(second)]);
        // Whatever is tried later, by whom, and whether it reads or writes: the platform is left alone.
        await Promise.all([work(first), read(second)]);
        await work(second);
        expect(refusals(take, side) - before).toBe(1);
        expect(await left(first, scene.plan, side === 'cloud' ? 'identity' : 'cloud')).toBe(0);
        expect(await left(first, scene.plan, side)).toBeGreaterThan(10);
        const { rows } = await first.store.pool.query<{ code: string; until: unknown }>(
          `select quarantine_reason->>'code' as code, quarantined_until as until from target where id = $1`,
          [side],
        );
        expect(rows).toEqual([{ code: 'unauthorized', until: Infinity }]);
      } finally {
        for (const worker of workers) await worker.close();
      }
      // The right password is a new credential: it is tried without anybody's having to release the platform.
      const mended = await openWorld(take.address());
      try {
        await runPlan(mended.engine, scene.plan, { worker: mended.engine.uuid(), signal, patience: 10_000 });
        expect(await left(mended.engine, scene.plan, side)).toBe(0);
        expect(refusals(take, side) - before).toBe(1);
      } finally {
        await mended.close();
        await take.close();
      }
    },
    120_000,
  );
});
