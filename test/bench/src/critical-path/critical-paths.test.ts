import { expect, it } from 'vitest';
import { criticalPaths } from './critical-paths.ts';

const plain = {};
const job = (id: number, service: number, isTaking = false) => ({ id, isTaking, chain: [{ service, pace: plain }] });

it('adds up what follows one another, and shares the lanes', () => {
  expect(criticalPaths([job(0, 10), job(1, 10), job(2, 10)], 2)).toEqual([
    { id: 0, end: 10 },
    { id: 1, end: 10 },
    { id: 2, end: 20 },
  ]);
});

it('lets takings go first', () => {
  expect(criticalPaths([job(0, 10), job(1, 5, true)], 1)).toEqual([
    { id: 1, end: 5 },
    { id: 0, end: 15 },
  ]);
});

it('waits as long as the platform wants between two calls of a kind', () => {
  const pace = { between: 30 };
  const jobs = [0, 1].map((id) => ({ id, isTaking: false, chain: [{ service: 40, pace }] }));
  expect(criticalPaths(jobs, 4).map(({ end }) => end)).toEqual([40, 70]);
});
