import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeAt,
  addDays,
  coversDay,
  daysBetween,
  endOf,
  isLocalDate,
  isZone,
  localDateAt,
  overlaps,
  parseDate,
  startOf,
} from './validity.ts';
import type { LocalDate } from './membership.ts';

const zones = Intl.supportedValuesOf('timeZone');
const zone = fc.constantFrom(...zones);
/** Days from 1960 to 2060: every rule of summer time that computers know well lies there. */
const date = fc.integer({ min: 0, max: 36_500 }).map((days): LocalDate => addDays('1960-01-01', days));
const utc = (text: string): number => Date.parse(text);

describe('isLocalDate and parseDate', () => {
  it.each(['2027-02-29', '2027-13-01', '2027-1-1', '2027-01-01T00:00', '', '31/12/2027', '+02027-01-01'])(
    '%s is no local date',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );
  it.each([
    ['2028-02-29', '2028-02-29'],
    [' 31/12/2027 ', '2027-12-31'],
    ['1/2/2027', '2027-02-01'],
    ['01.02.2027', '2027-02-01'],
    ['01-02-2027', '2027-02-01'],
  ])('reads %s', (text, day) => {
    expect(parseDate(text)).toBe(day);
  });
  it.each(['31/02/2027', '12/31/2027', '1/2/27', '01/02-2027', 'demain', ''])('refuses %s', (text) => {
    expect(parseDate(text)).toBeNull();
  });
});

describe('isZone', () => {
  it.each(['Europe/Paris', 'UTC', 'America/Sao_Paulo'])('knows %s', (name) => expect(isZone(name)).toBe(true));
  it.each(['+01:00', 'Europe/Nowhere', '', 'Paris'])('refuses %s', (name) => expect(isZone(name)).toBe(false));
});

describe('a day', () => {
  it('begins at local midnight, in winter and in summer', () => {
    expect(startOf('2027-01-15', 'Europe/Paris')).toBe(utc('2027-01-14T23:00:00Z'));
    expect(startOf('2027-07-15', 'Europe/Paris')).toBe(utc('2027-07-14T22:00:00Z'));
  });
  it('begins at one o’clock where the clocks skip midnight', () => {
    expect(startOf('2018-11-04', 'America/Sao_Paulo')).toBe(utc('2018-11-04T03:00:00Z'));
    expect(startOf('2024-04-26', 'Africa/Cairo')).toBe(utc('2024-04-25T22:00:00Z'));
    expect(localDateAt(utc('2024-04-25T21:59:59Z'), 'Africa/Cairo')).toBe('2024-04-25');
    expect(localDateAt(utc('2024-04-25T22:00:00Z'), 'Africa/Cairo')).toBe('2024-04-26');
  });
  it('that a country skipped is empty, and the days around it meet', () => {
    expect(endOf('2011-12-29', 'Pacific/Apia')).toBe(startOf('2011-12-31', 'Pacific/Apia'));
    expect(startOf('2011-12-30', 'Pacific/Apia')).toBe(endOf('2011-12-30', 'Pacific/Apia'));
  });
  it('that has begun stays begun when the clocks go back over midnight', () => {
    // St John's, 7 November 2010: 00:01 became 23:01 of the 6th.
    const begun = startOf('2010-11-07', 'America/St_Johns');
    expect(localDateAt(begun, 'America/St_Johns')).toBe('2010-11-07');
    expect(localDateAt(begun + 30 * 60_000, 'America/St_Johns')).toBe('2010-11-07');
    expect(localDateAt(begun - 1, 'America/St_Johns')).toBe('2010-11-06');
  });
  it('ends where the next one begins, in every zone', () => {
    fc.assert(
      fc.property(date, zone, (day, where) => {
        expect(endOf(day, where)).toBe(startOf(addDays(day, 1), where));
        expect(endOf(day, where)).toBeGreaterThanOrEqual(startOf(day, where));
      }),
    );
  });
});

describe('a period', () => {
  it('until the 31st ends at the first instant of the next day there', () => {
    const validity = { from: '2027-01-01', until: '2027-12-31' } as const;
    const end = utc('2027-12-31T23:00:00Z');
    expect(activeAt(validity, 'Europe/Paris', end - 1)).toBe(true);
    expect(activeAt(validity, 'Europe/Paris', end)).toBe(false);
  });
  it('holds from the first instant of its first day to just before the day after its last, in every zone', () => {
    fc.assert(
      fc.property(
        date,
        fc.integer({ min: 0, max: 400 }),
        zone,
        fc.integer({ min: -50, max: 50 }),
        (from, days, where, hours) => {
          const validity = { from, until: addDays(from, days) };
          const [start, end] = [startOf(validity.from, where), endOf(validity.until, where)];
          for (const at of [start - 1, start, end - 1, end, start + hours * 1_800_000, end + hours * 1_800_000]) {
            expect(activeAt(validity, where, at)).toBe(start <= at && at < end);
          }
          expect(activeAt({ from, until: null }, where, end)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
  it('overlaps another exactly when a day lies in both', () => {
    const short = fc
      .tuple(fc.integer({ min: 0, max: 12 }), fc.option(fc.integer({ min: 0, max: 6 })))
      .map(([start, length]) => {
        const from = addDays('2027-01-01', start);
        return { from, until: length === null ? null : addDays(from, length) };
      });
    fc.assert(
      fc.property(short, short, (a, b) => {
        const days = Array.from({ length: 25 }, (_, index) => addDays('2027-01-01', index));
        expect(overlaps(a, b)).toBe(days.some((day) => coversDay(a, day) && coversDay(b, day)));
      }),
    );
  });
});

it('“for ever” as directories write it, 9999-12-31, is a day like others', () => {
  expect(addDays('9999-12-31', 7)).toBe('9999-12-31');
  expect(
    activeAt({ from: '2027-01-01', until: '9999-12-31' }, 'Europe/Paris', startOf('2500-01-01', 'Europe/Paris')),
  ).toBe(true);
  expect(endOf('9999-12-31', 'Pacific/Kiritimati')).toBeGreaterThan(startOf('9999-12-31', 'Pacific/Kiritimati'));
});

it('daysBetween undoes addDays', () => {
  fc.assert(
    fc.property(date, fc.integer({ min: -3000, max: 3000 }), (day, days) => {
      expect(daysBetween(day, addDays(day, days))).toBe(days);
    }),
  );
});
