import { describe, expect, it } from 'vitest';
import { testDatabase } from '@passerelle/store/testing';
import type { Line } from '../line.ts';
import { runScenario, type Surroundings } from '../runner/run-scenario.ts';
import { changeToApplied } from './change-to-applied.ts';
import { firstLoad } from './first-load.ts';
import { planningScale } from './planning-scale.ts';
import { twoWorkers } from './two-workers.ts';

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
const hasPeer = ({ value, peer }: Line): boolean => value > 0 && (peer ?? 0) > 0;

// What is measured in time is no matter of a test: this machine may be busy. Each scenario itself fails when what it counts is not what was to be done.
describe('the engine at work is measured to its end', { timeout: 300_000 }, () => {
  it('planning finds nothing where nothing differs, and what differs where something does', async () => {
    const { failed, lines } = await runScenario(planningScale, surroundings);
    expect(failed).toBeNull();
    expect(named(lines, /^planning/).map(hasPeer)).toEqual([true, true]);
    expect(named(lines, /^peak memory/).map(hasPeer)).toEqual([true]);
  });

  it('two workers do together what one does', async () => {
    const { failed, lines } = await runScenario(twoWorkers, surroundings);
    expect(failed).toBeNull();
    expect(lines.map(hasPeer)).toEqual([true, true]);
  });

  it('ten communities that change at once are all served', async () => {
    const { failed, lines } = await runScenario(changeToApplied, surroundings);
    expect(failed).toBeNull();
    expect(named(lines, /^ten communities/).map(hasPeer)).toEqual([true]);
  });

  it('a first load comes to its end, and a removal in the middle of it goes before what waits', async () => {
    const { failed, lines } = await runScenario(firstLoad, surroundings);
    expect(failed).toBeNull();
    expect(named(lines, /^first load/).map(hasPeer)).toEqual([true]);
    const overtaking = named(lines, /begun before it, once it was planned/);
    expect(overtaking.map(({ met }) => met)).toEqual([true, true, true]);
  });
});
