import { describe, expect, test } from 'vitest';
import { sourceGuard, type SourceQuestion, type SourceShape } from './source.ts';

const day = 24 * 60 * 60 * 1000;
const now = 100 * day;
const shape = (records: number, over: Partial<SourceShape> = {}): SourceShape => ({
  scope: 'ou=people,dc=example,dc=org (objectClass=person)',
  idField: 'entryUUID',
  records,
  filled: { mail: records, phone: Math.floor(records * 0.4) },
  ...over,
});
const codes = (current: SourceShape, before: readonly [number, SourceShape][], over: Partial<SourceQuestion> = {}) => {
  const previous = before.map(([at, earlier]) => ({ at, shape: earlier }));
  return sourceGuard({ now, shape: current, previous, ...over }).map(({ code }) => code.replace('guard.source.', ''));
};

test('a source that answers as it did goes through; so does the very first reading', () => {
  expect(codes(shape(100), [[now - day, shape(100)]])).toEqual([]);
  expect(codes(shape(100), [])).toEqual([]);
});
test('an empty source is never believed, not even the first time', () => {
  expect(codes(shape(0), [])).toEqual(['empty']);
  expect(codes(shape(0), [[now - day, shape(9800)]])).toEqual(['empty']);
});
test('a filter typo that leaves 12 people of 9,800', () => {
  expect(codes(shape(12), [[now - day, shape(9800)]])).toEqual(['lost']);
});

describe('lost people: 10 % and at least 5', () => {
  test.each([
    [100, 91, []],
    [100, 90, ['lost']],
    [70, 63, ['lost']],
    [70, 64, []],
    [20, 16, []],
    [20, 15, ['lost']],
    [1000, 901, []],
  ])('from %i to %i: %j', (before, after, expected) => {
    expect(codes(shape(after), [[now - day, shape(before)]])).toEqual(expected);
  });
  test('slowly counts too: against the most of the last seven days', () => {
    const eroding: [number, SourceShape][] = [100, 97, 95, 93].map((records, index) => [
      now - (6 - index) * day,
      shape(records),
    ]);
    expect(codes(shape(90), eroding)).toEqual(['lost']);
    expect(
      codes(shape(90), [
        [now - 7 * day, shape(100)],
        [now - day, shape(93)],
      ]),
    ).toEqual([]);
  });
  test('as many newcomers do not hide them', () => {
    expect(codes(shape(100), [[now - day, shape(100)]], { gone: 10 })).toEqual(['lost']);
    expect(codes(shape(100), [[now - day, shape(100)]], { gone: 9 })).toEqual([]);
  });
});

describe('lost fields', () => {
  const mail = (filled: number): SourceShape => shape(100, { filled: { mail: filled } });
  test.each([
    [50, 25, []],
    [50, 24, ['field']],
    [49, 0, []],
    [100, 50, []],
    [100, 49, ['field']],
  ])('filled for %i %%, then for %i %%: %j', (before, after, expected) => {
    expect(codes(mail(after), [[now - day, mail(before)]])).toEqual(expected);
  });
  test('a column that is no longer there at all', () => {
    expect(codes(shape(100, { filled: {} }), [[now - day, mail(90)]])).toEqual(['field']);
  });
});

test('another base, or another field that identifies, waits for a person', () => {
  expect(codes(shape(100, { scope: 'ou=all' }), [[now - day, shape(100)]])).toEqual(['scope']);
  expect(codes(shape(100, { idField: 'uid' }), [[now - 30 * day, shape(100)]])).toEqual(['id-field']);
});
test.each([
  [{ compared: 100, moved: 10 }, ['ids-moved']],
  [{ compared: 100, moved: 9 }, []],
  [{ compared: 20, moved: 4 }, []],
  [{ compared: 3, moved: 3 }, ['ids-moved']],
  [{ compared: 0, moved: 0 }, []],
])('the same logins under other ids, %j: %j', (logins, expected) => {
  expect(codes(shape(100), [[now - day, shape(100)]], { logins })).toEqual(expected);
});
