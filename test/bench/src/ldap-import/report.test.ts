import { expect, it } from 'vitest';
import { goalsOf, reportOf, type Figures } from './report.ts';

const figures: Figures = {
  people: 10_000,
  bare: 150,
  keycloak: { first: 20_000, cold: 8_000, warm: 3_000 },
  passerelle: { first: 2_000, seal: 400, unchanged: 600 },
};
const met = (changed: Figures): readonly boolean[] => goalsOf(changed).map((goal) => goal.met);

it('a goal is met exactly at its number, and missed beyond it', () => {
  expect(goalsOf(figures).map(({ measured }) => Math.round(measured * 10) / 10)).toEqual([10, 5, 13.3, 4]);
  expect(met(figures)).toEqual([true, true, false, true]);
  expect(met({ ...figures, keycloak: { first: 19_999, cold: 8_000, warm: 2_999 } })).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(met({ ...figures, bare: 149 })[3]).toBe(false);
});

it('the report names the machine and the day, and says which goal is missed', () => {
  const report = reportOf(figures, { date: '2026-11-24', machine: '2 cores' });
  expect(report).toContain('2026-11-24, 2 cores');
  expect(report).toMatch(/first import: times as long as ldapsearch \| ≤ 4 \| 13\.3 \| MISSED/);
});
