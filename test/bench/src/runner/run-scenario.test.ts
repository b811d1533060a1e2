import { access } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { atLeast, atMost, noMoreThan, told } from '../line.ts';
import type { Scenario } from '../scenario.ts';
import { runScenario, type Surroundings } from './run-scenario.ts';
import { allMet } from './result.ts';

const surroundings: Surroundings = {
  quick: true,
  signal: new AbortController().signal,
  tell: () => undefined,
  newDatabase: () => Promise.reject(new Error('no database is needed here')),
  clock: () => 0,
};
const text = { fr: 'une mesure', en: 'a measure' };
const peer = { fr: 'un pair', en: 'a peer' };
const scenarioOf = (run: Scenario['run']): Scenario => ({ id: 'one', title: text, run });

it('a goal is met exactly at its number, and missed beyond it', () => {
  const given = { what: text, unit: 'ms', against: peer, peer: 100 } as const;
  expect([120, 121].map((value) => atMost({ ...given, value }, 1.2).met)).toEqual([true, false]);
  expect([170, 169].map((value) => atLeast({ ...given, value }, 1.7).met)).toEqual([true, false]);
  expect([0, 1].map((value) => noMoreThan({ what: text, unit: 'writes', value }, 0).met)).toEqual([true, false]);
  expect(atMost({ ...given, value: 0, peer: 0 }, 1).met).toBe(true);
  expect(atMost({ ...given, value: 1, peer: 0 }, 1).met).toBe(false);
});

it('a scenario that breaks keeps the lines that it had come to, puts away what it opened, and the run is not met', async () => {
  const closed: string[] = [];
  let folder = '';
  const broken = scenarioOf(async function* (context) {
    folder = context.folder;
    context.defer(async () => void closed.push('first'));
    context.defer(async () => void closed.push('second'));
    yield told({ what: text, value: 1, unit: 's' });
    throw new Error('no server');
  });
  const result = await runScenario(broken, surroundings);
  expect(result.lines).toHaveLength(1);
  expect(result.failed).toContain('no server');
  expect(closed).toEqual(['second', 'first']);
  await expect(access(folder)).rejects.toThrow('ENOENT');
  expect(allMet([result])).toBe(false);
});

it('what cannot be put away is told too', async () => {
  const leaking = scenarioOf(async function* (context) {
    context.defer(() => Promise.reject(new Error('still in use')));
    yield told({ what: text, value: 1, unit: 's' });
  });
  expect((await runScenario(leaking, surroundings)).failed).toContain('still in use');
});
