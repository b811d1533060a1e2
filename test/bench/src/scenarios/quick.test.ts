import { expect, it } from 'vitest';
import { testDatabase } from '@passerelle/store/testing';
import type { Line } from '../line.ts';
import { runScenario, type Surroundings } from '../runner/run-scenario.ts';
import { calls } from './calls.ts';
import { nothingToDo } from './nothing-to-do.ts';

const surroundings: Surroundings = {
  quick: true,
  signal: new AbortController().signal,
  tell: () => undefined,
  async newDatabase() {
    const database = await testDatabase();
    return { url: database.url, drop: () => database.drop() };
  },
  clock: () => performance.now(),
};
const named = (lines: readonly Line[], words: RegExp): readonly Line[] =>
  lines.filter(({ what }) => words.test(what.en));

// What is measured in time is no matter of a test: this machine may be busy. What is counted is.
it(
  'nothing to do: no write and no operation, at any latency, and every figure has its peer',
  { timeout: 300_000 },
  async () => {
    const { failed, lines } = await runScenario(nothingToDo, surroundings);
    expect(failed).toBeNull();
    const counted = named(lines, /^(writes|operations found)/);
    expect(counted).toHaveLength(4);
    expect(counted.map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    expect(named(lines, /^everything read/).map(({ peer }) => (peer ?? 0) > 0)).toEqual([true, true]);
    expect(named(lines, /^CPU/)).toHaveLength(2);
    expect(named(lines, /^peak memory/)).toHaveLength(1);
  },
);

it('calls: as few as the formulas say', { timeout: 300_000 }, async () => {
  const { failed, lines } = await runScenario(calls, surroundings);
  expect(failed).toBeNull();
  expect(lines.length).toBeGreaterThanOrEqual(15);
  expect(
    lines.filter(({ met }) => !met).map(({ what, value, peer }) => `${what.en}: ${value} > ${peer ?? '?'}`),
  ).toEqual([]);
});
