import { labelOfModality, message, say, textLanguage, type MeetingContent } from '@passerelle/model';
import { ICAL } from '../collections/icalendar.ts';
import { Temporal } from 'temporal-polyfill';
import en from '../../texts/en.json' with { type: 'json' };
import fr from '../../texts/fr.json' with { type: 'json' };
import type { ObjectMarks } from '../collections/collection-tool.ts';
import { marks as names } from '../collections/seal.ts';
import { timeZone } from './time-zone.ts';

const texts = { fr, en };

/** What is to be read below the description, since not every programme shows the link: how one takes part, and where. */
const practical = ({ modality, place, link, language }: MeetingContent): string => {
  const spoken = textLanguage(language);
  const line = (code: string, params: Record<string, string>): string =>
    say(texts[spoken], spoken, message(code, params));
  return [
    line('nextcloud.meeting.modality', { modality: labelOfModality(modality, language) }),
    ...(place === null ? [] : [line('nextcloud.meeting.place', { place })]),
    ...(link === null ? [] : [line('nextcloud.meeting.link', { link })]),
  ].join('\n');
};

const dateTime = (name: string, moment: Temporal.ZonedDateTime): ICAL.Property => {
  const property = new ICAL.Property(name);
  const local = moment.toPlainDateTime().toString({ smallestUnit: 'second' });
  if (moment.timeZoneId === 'UTC') {
    property.setValue(ICAL.Time.fromDateTimeString(`${local}Z`));
    return property;
  }
  property.setParameter('tzid', moment.timeZoneId);
  property.setValue(ICAL.Time.fromDateTimeString(local));
  return property;
};

/** RFC 7986 §5.11: what programmes make their "join" button of. */
const conference = (link: string): ICAL.Property => {
  const property = new ICAL.Property('conference');
  property.resetType('uri');
  property.setParameter('feature', 'VIDEO');
  property.setValue(link);
  return property;
};

/**
 * A meeting as an iCalendar object with one event. It has no organiser and no attendees: those would make the server send invitations.
 * @throws RangeError for a date, a time or a zone that does not exist, or an end that is not after the start
 */
export const meetingObject = (content: MeetingContent, { uid, entry, digest, now }: ObjectMarks): ICAL.Component => {
  const momentOf = (local: string): Temporal.ZonedDateTime =>
    Temporal.PlainDateTime.from(local).toZonedDateTime(content.zone);
  const [start, end] = [momentOf(content.start), momentOf(content.end)];
  if (Temporal.ZonedDateTime.compare(start, end) >= 0)
    throw new RangeError('the end of the meeting is not after its start');

  const event = new ICAL.Component('vevent');
  const text = (name: string, value: string): void => void event.addPropertyWithValue(name, value);
  text('uid', uid);
  const stamp = Temporal.Instant.fromEpochMilliseconds(now).toString({ smallestUnit: 'second' });
  event.addPropertyWithValue('dtstamp', ICAL.Time.fromDateTimeString(stamp));
  event.addProperty(dateTime('dtstart', start));
  event.addProperty(dateTime('dtend', end));
  text('summary', content.title);
  event.addPropertyWithValue('sequence', content.sequence);
  text('status', content.cancelled ? 'CANCELLED' : 'CONFIRMED');
  const location = content.place ?? content.link;
  if (location !== null) text('location', location);
  text('description', [content.description.trim(), practical(content)].filter((part) => part !== '').join('\n\n'));
  if (content.link !== null) {
    text('url', content.link);
    event.addProperty(conference(content.link));
  }
  text(names.entry, entry);
  text(names.digest, digest);

  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Passerelle//Nextcloud//FR');
  if (start.timeZoneId !== 'UTC') calendar.addSubcomponent(timeZone(start, end));
  calendar.addSubcomponent(event);
  return calendar;
};
