import { ICAL } from '../collections/icalendar.ts';
import type { MeetingContent } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import { parseObject } from '../collections/seal.ts';
import { meetingObject } from './meeting-object.ts';

const marks = { uid: 'icane-m1@passerelle', entry: 'm1', digest: 'd1', now: Date.parse('2026-11-24T08:00:00.500Z') };
const meeting: MeetingContent = {
  type: 'meeting',
  title: 'Réunion; la suite, et la fin',
  start: '2027-03-01T14:00',
  end: '2027-03-01T15:30',
  zone: 'Europe/Brussels',
  modality: 'hybrid',
  place: 'Salle 2, site « Nord »',
  link: 'https://meet.example.org/icane-x7?a=1&b=2',
  description: 'Ordre du jour :\n- points; divers, et retours',
  cancelled: false,
  sequence: 3,
  language: 'fr',
};
const lines = (content: MeetingContent): string[] => meetingObject(content, marks).toString().split('\r\n');
const event = (content: MeetingContent): ICAL.Component => {
  const found = parseObject(lines(content).join('\r\n'))?.getFirstSubcomponent('vevent');
  if (found === null || found === undefined) throw new Error('no event');
  return found;
};
const text = (content: MeetingContent, name: string): unknown => event(content).getFirstPropertyValue(name);

describe('a meeting in the calendar', () => {
  test('says when in its own zone, which is told with its summer and winter time', () => {
    const told = lines(meeting);
    expect(told).toContain('DTSTART;TZID=Europe/Brussels:20270301T140000');
    expect(told).toContain('DTEND;TZID=Europe/Brussels:20270301T153000');
    expect(told).toContain('DTSTAMP:20261124T080000Z');
    const zone = told.slice(told.indexOf('BEGIN:VTIMEZONE'), told.indexOf('END:VTIMEZONE'));
    expect(zone).toEqual([
      'BEGIN:VTIMEZONE',
      'TZID:Europe/Brussels',
      'BEGIN:DAYLIGHT',
      'DTSTART:20260329T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'END:DAYLIGHT',
      'BEGIN:STANDARD',
      'DTSTART:20261025T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'END:STANDARD',
    ]);
  });

  test('is the same instant for a reader who knows no zones but the one that it brings along', () => {
    for (const [start, utc] of [
      ['2027-03-28T01:30', '2027-03-28T00:30:00Z'],
      ['2027-03-28T03:30', '2027-03-28T01:30:00Z'],
      ['2027-07-01T09:00', '2027-07-01T07:00:00Z'],
      ['2027-10-31T03:30', '2027-10-31T02:30:00Z'],
    ]) {
      if (start === undefined) continue;
      const calendar = parseObject(meetingObject({ ...meeting, start, end: '2027-12-01T10:00' }, marks).toString());
      const zone = new ICAL.Timezone(calendar?.getFirstSubcomponent('vtimezone') ?? new ICAL.Component('vtimezone'));
      const local = ICAL.Time.fromDateTimeString(`${start}:00`);
      local.zone = zone;
      expect(local.convertToZone(ICAL.Timezone.utcTimezone).toString(), start).toBe(utc);
    }
  });

  test.each([
    ['Asia/Kolkata', '+0530'],
    ['Africa/Abidjan', '+0000'],
  ])('of a zone without summer time, %s, tells its offset', (zone, offset) => {
    expect(lines({ ...meeting, zone })).toContain(`TZOFFSETTO:${offset}`);
  });

  test('in UTC needs no zone', () => {
    const told = lines({ ...meeting, zone: 'UTC' });
    expect(told).toContain('DTSTART:20270301T140000Z');
    expect(told).not.toContain('BEGIN:VTIMEZONE');
  });

  test('keeps every character of its texts, in lines of at most 75 bytes', () => {
    const long = { ...meeting, description: `${'é'.repeat(200)}\\ \n;,` };
    expect(text(meeting, 'summary')).toBe(meeting.title);
    expect(text(long, 'description')).toContain(long.description);
    for (const line of lines(long)) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });

  test('says how to take part, where programmes look and in words', () => {
    expect(text(meeting, 'location')).toBe(meeting.place);
    expect(text(meeting, 'url')).toBe(meeting.link);
    expect(event(meeting).getFirstProperty('conference')?.toJSON()).toEqual([
      'conference',
      { feature: 'VIDEO' },
      'uri',
      meeting.link,
    ]);
    expect(text(meeting, 'description')).toMatch(/Réunion : hybride\nLieu : Salle 2.*\nVisioconférence : https:/);
    const remote = { ...meeting, place: null, modality: 'remote', language: 'en' } as const;
    expect(text(remote, 'location')).toBe(meeting.link);
    expect(text(remote, 'description')).toMatch(/Meeting: remote\nVideo call: https:/);
    const onSite = { ...meeting, link: null, modality: 'on-site' } as const;
    expect(lines(onSite).some((line) => /^(?:URL|CONFERENCE)/.test(line))).toBe(false);
  });

  test('stays the same one when it changes, and is told as cancelled', () => {
    expect(text(meeting, 'uid')).toBe(marks.uid);
    expect(text(meeting, 'status')).toBe('CONFIRMED');
    expect(text({ ...meeting, cancelled: true }, 'status')).toBe('CANCELLED');
    expect(text(meeting, 'sequence')).toBe(3);
    expect(text(meeting, 'x-passerelle-entry')).toBe('m1');
  });

  test.each([
    { end: '2027-03-01T14:00' },
    { end: '2027-02-01T14:00' },
    { start: '2027-02-30T14:00' },
    { zone: 'Europe/Atlantis' },
  ])('that cannot be is refused: %o', (wrong) => {
    expect(() => meetingObject({ ...meeting, ...wrong }, marks)).toThrow(RangeError);
  });
});
