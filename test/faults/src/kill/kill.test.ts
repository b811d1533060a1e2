import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlan } from '@passerelle/engine';
import { openWorld } from '../world/open-world.ts';
import { setScene, type Scene } from '../world/scene.ts';
import { chosenPoints, everyPoint, sample, type KillPoint } from './kill-point.ts';
import { differences } from './difference.ts';
import { outcomeOf } from './verdict.ts';
import { baselineOf, sweep, type Baseline } from './sweep.ts';

const whole = process.env['PASSERELLE_SWEEP'] === 'full';
const lanes = 3;
const long = 3_600_000;

describe('a worker that applies a plan and is killed', () => {
  let scene: Scene;
  let baseline: Baseline;
  let points: readonly KillPoint[] = [];
  beforeAll(async () => {
    scene = await setScene();
    baseline = await baselineOf(scene, 'run');
    points = everyPoint(baseline.length);
  }, 300_000);
  afterAll(() => scene.close());

  it('has a plan of some hundred operations of every kind to lose, and undisturbed it leaves nothing to do', () => {
    const { operations, left, audit } = baseline.outcome;
    const kinds = new Set(operations.map((operation) => Reflect.get(operation, 'what') as unknown));
    expect([...kinds].sort()).toEqual([
      'account.create',
      'account.disable',
      'account.enable',
      'account.update',
      'grant.change',
      'group.create',
      'group.update',
      'membership.change',
      'space.create',
      'space.update',
    ]);
    expect(operations.length).toBeGreaterThan(90);
    for (const operation of operations)
      expect(operation).toMatchObject({ state: 'applied', told: ['operation.applied'] });
    expect(left).toMatchObject({ plans: [], running: 0, operations: 0, findings: [], drift: [] });
    expect(audit).toEqual({ state: 'intact', unsealed: 0 });
  });

  it('is compared in a way that sees one thing too many, one too few, and one record lost', async () => {
    const take = await scene.open();
    const world = await openWorld(take.address());
    try {
      const { engine } = world;
      const { pool } = engine.store;
      const run = { worker: engine.uuid(), signal: new AbortController().signal, patience: 5_000 };
      await runPlan(engine, scene.plan, run);
      const seen = async (): Promise<string[]> =>
        differences(await outcomeOf(take, scene.plan), baseline.outcome).map((text) => text.split(':')[0] ?? '');
      expect(await seen()).toEqual([]);
      await pool.query(
        `delete from audit where seq = (select max(seq) from audit where action = 'operation.applied' and seal is not null)`,
      );
      expect(await seen()).toEqual(['operations', 'audit']);
      await pool.query(`delete from made_membership where ctid = (select min(ctid) from made_membership)`);
      expect(await seen()).toContain('ownership');
      const { folders, nextIds } = take.platforms.nextcloud.state;
      const [first] = folders.values();
      if (first === undefined) throw new Error('there are folders');
      folders.set(nextIds.folder, { ...first, id: nextIds.folder++ });
      expect(await seen()).toContain('cloud');
    } finally {
      await world.close();
      await take.close();
    }
  });

  it(
    'at each request (before its effect, after it, after the answer) and at each commit loses and repeats nothing',
    async () => {
      const chosen = chosenPoints(points, process.env['PASSERELLE_SWEEP'], 10);
      const title = `killed once (${points.length} points in all)`;
      const { swept, failures } = await sweep(
        scene,
        baseline,
        chosen.map((point) => ({ kills: [point] })),
        { lanes, title },
      );
      expect(failures).toEqual([]);
      expect(swept).toBe(chosen.length);
    },
    long,
  );

  it(
    'and whose successor is killed too, in the middle of taking up what was left, loses and repeats nothing',
    async () => {
      const cases = sample(points, whole ? 40 : 3).map((first, index) => {
        // The successor dies early: while it takes up what the first one left, or at once after.
        const at = (['before', 'after-effect', 'after-answer'] as const)[index % 3] ?? 'before';
        return { kills: [first, { ...first, kind: 'request', nth: 1 + (index % 4), at } as const], mayMiss: true };
      });
      const { kills, failures } = await sweep(scene, baseline, cases, { lanes, title: 'killed twice in a row' });
      expect(failures).toEqual([]);
      expect(kills).toBeGreaterThan(cases.length);
    },
    long,
  );

  it(
    'with several batches under way at once loses and repeats nothing',
    async () => {
      const { requests } = baseline.length;
      const certain = points.filter(({ kind, side, nth }) => kind === 'request' && nth < requests[side] * 0.8);
      const cases = sample(certain, whole ? 60 : 4).map((point) => ({ kills: [point], world: { concurrency: 4 } }));
      const { kills, failures } = await sweep(scene, baseline, cases, { lanes, title: 'killed with batches' });
      expect(failures).toEqual([]);
      expect(kills).toBe(cases.length);
    },
    long,
  );
});

describe('a worker that takes jobs, plans what was changed, and is killed', () => {
  let scene: Scene;
  let baseline: Baseline;
  beforeAll(async () => {
    scene = await setScene({ started: false });
    baseline = await baselineOf(scene, 'serve');
  }, 300_000);
  afterAll(() => scene.close());

  it('undisturbed leaves nothing to do', () => {
    expect(baseline.outcome.operations).toEqual([]);
    expect(baseline.outcome.left).toMatchObject({ plans: [], running: 0, operations: 0, findings: [], drift: [] });
  });

  it(
    'is recognised as dead; another one takes its jobs over and loses and repeats nothing',
    async () => {
      const cases = sample(everyPoint(baseline.length), whole ? 60 : 4).map((point) => ({
        kills: [point],
        mayMiss: true,
      }));
      const { kills, failures } = await sweep(scene, baseline, cases, { lanes, title: 'killed as a server' });
      expect(failures).toEqual([]);
      expect(kills).toBeGreaterThan(cases.length / 2);
    },
    long,
  );
});
