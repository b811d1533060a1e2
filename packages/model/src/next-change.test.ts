import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextChangeAfter } from './next-change.ts';
import { standingsOf } from './standing.ts';
import { startOf } from './validity.ts';
import { anyView } from './testing/any-view.ts';
import { membership, person, view } from './testing/examples.ts';

describe('nextChangeAfter', () => {
  const zone = 'Europe/Paris';
  it('is the first instant of a first day, then the first instant after a last day, then never', () => {
    const of = view({ memberships: [membership(person(1), { from: '2027-03-01', until: '2027-03-31' })] });
    const [begins, ends] = [startOf('2027-03-01', zone), startOf('2027-04-01', zone)];
    expect(nextChangeAfter(of, begins - 1)).toBe(begins);
    expect(nextChangeAfter(of, begins)).toBe(ends);
    expect(nextChangeAfter(of, ends)).toBeNull();
  });

  it('leaves nobody waiting: until then everybody stands where they stood', () => {
    const from = startOf('2026-12-20', 'UTC');
    const day = 86_400_000;
    fc.assert(
      fc.property(anyView, fc.nat(100 * day), fc.nat(40 * day), (of, start, later) => {
        const at = from + start;
        const next = nextChangeAfter(of, at);
        const before = next === null ? at + later : Math.min(at + later, next - 1);
        expect(before).toBeGreaterThanOrEqual(at);
        expect([...standingsOf(of, before)]).toEqual([...standingsOf(of, at)]);
      }),
    );
  });
});
