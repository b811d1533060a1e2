import { expect, it } from 'vitest';
import { atMost, told } from '../line.ts';
import { closingText, lineText, scenarioText, tableOf } from './render.ts';
import type { BenchResult } from './result.ts';

const lines = [
  atMost(
    {
      what: { fr: 'tout relire', en: 'reading everything' },
      value: 1234.5,
      unit: 'ms',
      against: { fr: 'une boucle nue', en: 'a bare loop' },
      peer: 1000,
      note: { fr: 'les mêmes pages', en: 'the same pages' },
    },
    1.2,
  ),
  told({ what: { fr: 'processeur', en: 'processor' }, value: 2.345, unit: 's' }),
];
const result: BenchResult = {
  format: 'passerelle.bench/1',
  quick: true,
  circumstances: {
    date: '2026-11-24T10:00:00.000Z',
    command: 'passerelle bench --quick',
    machine: { cores: 2, processor: 'A', memory: 24, system: 'Linux 6', load: { before: 0.1, after: 1.9 } },
    versions: { node: '24.21.0' },
  },
  scenarios: [{ id: 'one', title: { fr: 'Une', en: 'One' }, lines, seconds: 3, failed: null }],
  met: false,
};

it('the table says value, peer, ratio and limit, and which goal is missed, in the reader’s language', () => {
  const [head, , first, second] = tableOf('en', lines);
  expect(head).toMatch(/measure .* Passerelle .* beside .* which is .* ratio .* allowed .* goal/);
  expect(first).toMatch(/reading everything .* 1,235 ms .* a bare loop .* 1,000 ms .* 1\.23 × .* ≤ 1\.2 × .* MISSED/);
  expect(second).toMatch(/processor .* 2\.35 s/);
  expect(tableOf('fr', lines)[2]).toMatch(/tout relire .* une boucle nue .* MANQUÉ/);
  expect(scenarioText('fr', { id: 'one', title: { fr: 'Une', en: 'One' }, lines, seconds: 3, failed: null })).toContain(
    '- les mêmes pages',
  );
});

it('a line by itself says the same, while the rest is being measured', () => {
  expect(lines.map((line) => lineText('en', line))).toEqual([
    'reading everything: 1,235 ms, a bare loop: 1,000 ms, 1.23 ×, ≤ 1.2 ×, MISSED',
    'processor: 2.35 s',
  ]);
});

it('a quick run says that it says nothing about the goals, and names the machine', () => {
  const text = closingText('en', result).join('\n');
  expect(text).toContain('QUICK');
  expect(text).toContain('2 cores (A), 24 GB');
  expect(text).toContain('load 0.1 → 1.9');
  expect(text).toContain('missed or measures broken off: 1');
});
