import { Temporal } from 'temporal-polyfill';

/** A local date-time to the minute, without a zone: `2027-03-01T14:00`. Such texts compare in the order of time. */
export type LocalTime = `${number}-${number}-${number}T${number}:${number}`;

const written = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** A date-time that exists in the calendar and on a clock. */
export function isLocalTime(text: string): text is LocalTime {
  if (!written.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch {
    return false;
  }
}

/** The instants at which clocks in a zone show this: none where they are put forward over it, two where they are put back over it, else one. */
export function instantsOf(time: LocalTime, zone: string): readonly number[] {
  const plain = Temporal.PlainDateTime.from(time);
  const candidates = (['earlier', 'later'] as const).map((disambiguation) =>
    plain.toZonedDateTime(zone, { disambiguation }),
  );
  const shown = candidates.filter((zoned) => zoned.toPlainDateTime().equals(plain));
  return [...new Set(shown.map(({ epochMilliseconds }) => epochMilliseconds))];
}

/** The instant that is meant: the first, where clocks show it twice, as calendars read it (RFC 5545 §3.3.5). @throws RangeError where there is none */
export function instantOf(time: LocalTime, zone: string): number {
  const [first] = instantsOf(time, zone);
  if (first === undefined) throw new RangeError(`clocks in ${zone} never show ${time}`);
  return first;
}

/** What clocks in a zone show at an instant (epoch milliseconds), to the minute. */
export function localTimeAt(at: number, zone: string): LocalTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  const text = zoned.toPlainDateTime().toString({ smallestUnit: 'minute' });
  if (!isLocalTime(text)) throw new RangeError(`not between the years 0 and 9999: ${text}`);
  return text;
}
