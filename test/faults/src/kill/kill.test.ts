import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setScene, type Scene } from '../world/scene.ts';
import { everyPoint, sample } from './kill-point.ts';
import { baselineOf, sweep, type Baseline } from './sweep.ts';

const whole = process.env['PASSERELLE_SWEEP'] === 'full';
const lanes = 3;
const long = 900_000;

describe('a worker that is killed', () => {
  let scene: Scene;
  let baseline: Baseline;
  beforeAll(async () => {
    scene = await setScene();
    baseline = await baselineOf(scene);
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
    expect(operations.filter((operation) => Reflect.get(operation, 'state') !== 'applied')).toEqual([]);
    expect(left).toMatchObject({ plan: 'done', running: 0, operations: 0, findings: [], drift: [] });
    expect(audit).toEqual({ state: 'intact', unsealed: 0 });
  });

  it(
    'at each request (before its effect, after it, after the answer) and at each commit loses and repeats nothing',
    async () => {
      const points = everyPoint(baseline.length);
      const chosen = whole ? points : sample(points, 16);
      const { swept, failures } = await sweep(
        scene,
        baseline,
        chosen.map((point) => ({ kills: [point] })),
        { lanes, title: `killed once (${points.length} points in all)` },
      );
      expect(failures).toEqual([]);
      expect(swept).toBe(chosen.length);
    },
    long,
  );
});
