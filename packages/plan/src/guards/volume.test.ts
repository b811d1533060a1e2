import { expect, test } from 'vitest';
import { cid, pid } from '../testing/world.ts';
import type { Loss } from './loss.ts';
import { volumeGuard, type VolumeQuestion } from './volume.ts';

const day = 24 * 60 * 60 * 1000;
const now = 100 * day;
const icane = cid('icane');
const losses = (count: number, community = icane, first = 1): Loss[] =>
  Array.from({ length: count }, (_, index) => ({ person: pid(first + index), community }));
const ask = (over: Partial<VolumeQuestion>, size = 1000, everybody = 100000): string[] =>
  volumeGuard({
    now,
    planned: [],
    applied: [],
    sizes: { communities: new Map([[icane, size]]), everybody },
    ...over,
  }).map(({ rule }) => rule);

test.each([
  [3, 4, []],
  [4, 4, ['community']],
  [3, 30, []],
  [4, 31, ['community']],
  [4, 40, []],
  [5, 49, ['community']],
  [7, 70, []],
  [8, 70, ['community']],
])('%i losses in a community of %i: %j', (count, size, blocks) => {
  expect(ask({ planned: losses(count) }, size)).toEqual(blocks);
});

test.each([
  [20, 400, []],
  [20, 399, ['everybody']],
  [3, 60, []],
  // Among few people a share is less than one person: three may go, as in a community.
  [3, 10, []],
  [3, 59, []],
  [4, 79, ['everybody']],
  [21, 100000, ['in-all']],
  [20, 100000, []],
])('%i losses among %i people in all: %j', (count, everybody, blocks) => {
  expect(ask({ planned: losses(count) }, 1000, everybody)).toEqual(blocks);
});

test('the same person in the same community counts once, over however many platforms; in two communities twice', () => {
  expect(ask({ planned: [...losses(3), ...losses(3)] }, 4)).toEqual([]);
  const twice = [...losses(11), ...losses(11, cid('icso'))];
  expect(ask({ planned: twice }, 1000)).toContain('in-all');
});

test('drop by drop does not get through: what was applied in the last 24 hours counts, to the millisecond', () => {
  const applied = (at: number) => losses(18, icane, 100).map((loss) => ({ ...loss, at }));
  expect(ask({ planned: losses(3), applied: applied(now - day + 1) })).toEqual(['in-all']);
  expect(ask({ planned: losses(3), applied: applied(now - day) })).toEqual([]);
  expect(ask({ planned: [], applied: applied(now - 1) })).toEqual([]);
});

test('a block names who would lose, in order, without those who already did', () => {
  const applied = losses(3, icane, 50).map((loss) => ({ ...loss, at: now - 1 }));
  const sizes = { communities: new Map([[icane, 10]]), everybody: 100000 };
  const [block] = volumeGuard({ now, planned: losses(2).reverse(), applied, sizes });
  expect(block).toMatchObject({ community: icane, count: 5, limit: 3, losses: losses(2) });
  expect(block?.reason.params).toEqual({ community: 'icane', count: 5, size: 10, limit: 3 });
});

test('other thresholds are a setting', () => {
  const sizes = { communities: new Map([[icane, 10]]), everybody: 100000 };
  const thresholds = {
    window: day,
    community: { atLeast: 0, share: 0 },
    everybody: { atLeast: 0, share: 1 },
    inAll: 0,
  };
  const blocks = volumeGuard({ now, planned: losses(1), applied: [], sizes }, thresholds);
  expect(blocks.map(({ rule }) => rule)).toEqual(['community', 'in-all']);
});
