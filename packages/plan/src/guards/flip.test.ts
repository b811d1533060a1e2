import { expect, test } from 'vitest';
import { flipGuard, type FlipEvent } from './flip.ts';

const hour = 60 * 60 * 1000;
const event = (hours: number, change: 'add' | 'remove', byHand = false): FlipEvent => ({
  at: hours * hour,
  change,
  byHand,
});

test('in, out, and in again by itself within a day stops', () => {
  expect(flipGuard([event(0, 'add'), event(2, 'remove')], event(4, 'add'))).toEqual({ isBlocked: true, flips: 2 });
});
test('once is not a flapping', () => {
  expect(flipGuard([event(0, 'add')], event(2, 'remove')).isBlocked).toBe(false);
});
test('over more than a day is not either; the last millisecond of the day is', () => {
  expect(flipGuard([event(0, 'add'), event(2, 'remove')], event(26, 'add')).isBlocked).toBe(false);
  const next = { ...event(26, 'add'), at: 26 * hour - 1 };
  expect(flipGuard([event(0, 'add'), event(2, 'remove')], next).isBlocked).toBe(true);
});
test("a person's hand is never stopped, and settles what was before it", () => {
  expect(flipGuard([event(0, 'add'), event(2, 'remove')], event(4, 'add', true)).isBlocked).toBe(false);
  expect(flipGuard([event(0, 'add'), event(1, 'remove'), event(2, 'add', true)], event(4, 'remove')).isBlocked).toBe(
    false,
  );
  expect(flipGuard([event(2, 'add', true), event(3, 'remove')], event(4, 'add')).isBlocked).toBe(true);
});
