import { ICAL } from '../collections/icalendar.ts';
import { Temporal } from 'temporal-polyfill';

interface Transition {
  readonly at: Temporal.ZonedDateTime;
  /** Offsets from UTC in seconds, before and from then on. */
  readonly from: number;
  readonly to: number;
}

const secondsOf = (moment: Temporal.ZonedDateTime): number => moment.offsetNanoseconds / 1e9;
const transitionAt = (at: Temporal.ZonedDateTime): Transition => ({
  at,
  from: secondsOf(at.subtract({ nanoseconds: 1 })),
  to: secondsOf(at),
});

/** The changes of the clock that matter between two moments: two before the first (summer and winter are both told), and all up to the last. */
const transitionsAround = (first: Temporal.ZonedDateTime, last: Temporal.ZonedDateTime): Transition[] => {
  const found: Transition[] = [];
  let before: Temporal.ZonedDateTime | null = first.add({ nanoseconds: 1 });
  for (let count = 0; count < 2 && before !== null; count += 1) {
    before = before.getTimeZoneTransition('previous');
    if (before !== null) found.unshift(transitionAt(before));
  }
  let after = first.getTimeZoneTransition('next');
  while (after !== null && Temporal.ZonedDateTime.compare(after, last) <= 0) {
    found.push(transitionAt(after));
    after = after.getTimeZoneTransition('next');
  }
  return found;
};

const observance = (kind: 'standard' | 'daylight', onset: string, from: number, to: number): ICAL.Component => {
  const part = new ICAL.Component(kind);
  part.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(onset));
  part.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(from));
  part.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(to));
  return part;
};

/** An instant as a clock that stands so many seconds off UTC shows it. */
const wallTime = (at: Temporal.ZonedDateTime, seconds: number): string =>
  at.toInstant().toZonedDateTimeISO('UTC').toPlainDateTime().add({ seconds }).toString({ smallestUnit: 'second' });

/**
 * The VTIMEZONE (RFC 5545 §3.6.5) of an IANA zone, as far as an event between two moments needs it; from the zone data of the platform, which is kept up
 * to date with it.
 */
export const timeZone = (first: Temporal.ZonedDateTime, last: Temporal.ZonedDateTime): ICAL.Component => {
  const zone = new ICAL.Component('vtimezone');
  zone.addPropertyWithValue('tzid', first.timeZoneId);
  const transitions = transitionsAround(first, last);
  for (const { at, from, to } of transitions)
    zone.addSubcomponent(observance(to > from ? 'daylight' : 'standard', wallTime(at, from), from, to));
  if (transitions.length === 0) {
    const offset = secondsOf(first);
    zone.addSubcomponent(observance('standard', '1970-01-01T00:00:00', offset, offset));
  }
  return zone;
};
