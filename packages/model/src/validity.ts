import { Temporal } from 'temporal-polyfill';
import type { LocalDate, Validity } from './membership.ts';

/**
 * Local dates and the instants at which they begin and end. Instants are epoch milliseconds, zones IANA names.
 * Functions that are given a zone or a date that does not exist throw RangeError: check with `isZone` and `isLocalDate` at the border.
 */
const iso = /^\d{4}-\d{2}-\d{2}$/;
const dayFirst = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/;

/** A day that exists in the calendar, written `2027-12-31`. Such texts compare in the order of time. */
export function isLocalDate(text: string): text is LocalDate {
  if (!iso.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

function localDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new RangeError(`not a date between the years 0 and 9999: ${text}`);
  return text;
}

/** Reads `2027-12-31` and, day first as people write it here, `31/12/2027`, `31.12.2027`, `31-12-2027`. Null: no date, or one that does not exist. */
export function parseDate(text: string): LocalDate | null {
  const trimmed = text.trim();
  const match = dayFirst.exec(trimmed);
  const written = match ? `${match[4]}-${match[3]?.padStart(2, '0')}-${match[1]?.padStart(2, '0')}` : trimmed;
  return isLocalDate(written) ? written : null;
}

/** A named IANA zone (`Europe/Paris`, `UTC`). A bare offset (`+01:00`) is none: it knows no summer time. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

const firstDay: LocalDate = '0000-01-01';
const lastDay: LocalDate = '9999-12-31';

/** `days` may be negative. Stops at the years 0 and 9999: directories write 9999-12-31 for "for ever", and the day after it is no error. */
export function addDays(date: LocalDate, days: number): LocalDate {
  const moved = Temporal.PlainDate.from(date).add({ days });
  if (moved.year < 0) return firstDay;
  return moved.year > 9999 ? lastDay : localDate(moved.toString());
}

/** Days from `a` to `b`: positive when `b` is later. */
export const daysBetween = (a: LocalDate, b: LocalDate): number =>
  Temporal.PlainDate.from(a).until(Temporal.PlainDate.from(b), { largestUnit: 'days' }).days;

/**
 * The first instant of that day there. Where clocks skip midnight (Cairo's summer time, São Paulo's until 2018) that is 01:00;
 * where they skip a whole day (Apia, 30 December 2011) it is the first instant after the gap.
 */
export const startOf = (date: LocalDate, zone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;

/** The first instant after that day there: a membership until the 31st ends at the first instant of the next day. */
export const endOf = (until: LocalDate, zone: string): number =>
  Temporal.PlainDate.from(until).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;

/**
 * The latest local day that has begun. It is the date that clocks show there, except for a minute's oddity of zones that once set clocks back
 * just after midnight (St John's, 00:01 to 23:01): a day that has begun stays begun.
 */
export function localDateAt(at: number, zone: string): LocalDate {
  const shown = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone).toPlainDate();
  const next = shown.add({ days: 1 });
  return localDate((next.toZonedDateTime(zone).epochMilliseconds <= at ? next : shown).toString());
}

/** Whether a period holds on a day: both ends included. */
export const coversDay = ({ from, until }: Validity, day: LocalDate): boolean =>
  from <= day && (until === null || day <= until);

/**
 * Whether `at` lies in the period: from the first instant of `from` to just before the first instant of the day after `until`.
 * For many periods of one zone, take `localDateAt` once and `coversDay` for each: it is the same answer.
 */
export const activeAt = (validity: Validity, zone: string, at: number): boolean =>
  coversDay(validity, localDateAt(at, zone));

/** Whether two periods have a day in common. */
export const overlaps = (a: Validity, b: Validity): boolean =>
  (a.until === null || b.from <= a.until) && (b.until === null || a.from <= b.until);

/** First day of a claim that has no beginning ("since always"): before every day that anybody will ask about. */
export const always: LocalDate = '0001-01-01';

/** The last day of any of these periods; null: one of them is open. Of none: never asked. */
export const lastDayOf = (periods: readonly Validity[]): LocalDate | null =>
  periods.reduce<LocalDate | null>(
    (last, { until }) => (until === null || last === null ? null : until > last ? until : last),
    periods[0]?.until ?? null,
  );
