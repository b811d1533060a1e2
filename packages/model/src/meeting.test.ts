import { describe, expect, it } from 'vitest';
import { communityId, targetId } from './ids.ts';
import { instantsOf, isLocalTime, localTimeAt, type LocalTime } from './local-time.ts';
import { mattersToWhoComes, meetingContent, meetingWarnings, refuseMeeting, type Meeting } from './meeting.ts';

const meeting: Meeting = {
  id: 'm1',
  community: communityId('icane'),
  title: 'Plénière',
  start: '2026-12-12T14:00',
  end: '2026-12-12T16:00',
  zone: 'Europe/Brussels',
  modality: 'hybrid',
  place: 'Salle 2',
  description: '',
  cancelled: false,
  sequence: 0,
};
const at = (start: LocalTime, end: LocalTime, more: Partial<Meeting> = {}): Meeting => ({
  ...meeting,
  start,
  end,
  ...more,
});
const refused = (changed: Meeting) => refuseMeeting(changed).map(({ code }) => code);
const warned = (changed: Meeting, now = 0) => meetingWarnings(changed, now).map(({ code }) => code);

describe('a local time', () => {
  it('is shown once by the clocks of a zone, never in the hour that they skip, twice in the one that they repeat', () => {
    expect(instantsOf('2026-12-12T14:00', 'Europe/Brussels')).toEqual([Date.UTC(2026, 11, 12, 13)]);
    expect(instantsOf('2027-03-28T02:30', 'Europe/Brussels')).toEqual([]);
    expect(instantsOf('2027-10-31T02:30', 'Europe/Brussels')).toEqual([
      Date.UTC(2027, 9, 31, 0, 30),
      Date.UTC(2027, 9, 31, 1, 30),
    ]);
    expect(localTimeAt(Date.UTC(2027, 9, 31, 1, 30, 59), 'Europe/Brussels')).toBe('2027-10-31T02:30');
  });
  it('is written to the minute, and exists', () => {
    expect(['2027-02-28T09:05', '2027-02-29T09:05', '2027-02-28T24:00', '2027-02-28T9:05'].map(isLocalTime)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a meeting', () => {
  it('is refused without a title, in a zone or at a time that does not exist, and when it ends before it begins', () => {
    expect(refused(meeting)).toEqual([]);
    expect(refused({ ...meeting, title: ' ' })).toEqual(['meeting.no-title']);
    expect(refused({ ...meeting, zone: 'Europe/Bruxelles' })).toEqual(['meeting.no-zone']);
    expect(refused(at('2027-03-28T02:30', '2027-03-28T04:00'))).toEqual(['meeting.no-such-time']);
    expect(refused(at('2026-12-12T14:00', '2026-12-12T14:00'))).toEqual(['meeting.backwards']);
    // From 23:00 until 01:00 of the next day, and through the hour that comes twice: by instants, not by what clocks show.
    expect(refused(at('2026-12-12T23:00', '2026-12-13T01:00'))).toEqual([]);
  });
  it('is told when it is over, at an hour that comes twice, remote with a place, or on site without one', () => {
    expect(warned(meeting)).toEqual([]);
    expect(warned(meeting, Date.UTC(2026, 11, 12, 15))).toEqual(['meeting.past']);
    expect(warned(at('2027-10-31T02:30', '2027-10-31T04:00'))).toEqual(['meeting.twice']);
    expect(warned({ ...meeting, modality: 'remote' })).toEqual(['meeting.remote-place']);
    expect(warned({ ...meeting, place: null })).toEqual(['meeting.no-place']);
  });
  it('has the link of its community’s room, unless everybody is on site or there is no room', () => {
    const community = {
      id: meeting.community,
      tools: { video: targetId('rooms') },
      language: 'fr',
    } as const;
    const rooms = 'https://passerelle.example.org/visio';
    expect(meetingContent(meeting, community, rooms).link).toBe(`${rooms}/icane`);
    expect(meetingContent({ ...meeting, modality: 'on-site' }, community, rooms).link).toBeNull();
    expect(meetingContent(meeting, { ...community, tools: {} }, rooms).link).toBeNull();
    expect(meetingContent(meeting, community, null).link).toBeNull();
    expect(meetingContent({ ...meeting, modality: 'remote' }, community, rooms).place).toBeNull();
  });
  it('concerns who comes when its time or place changes, not when its description does', () => {
    expect(mattersToWhoComes(meeting, { ...meeting, place: 'Salle 3' })).toBe(true);
    expect(mattersToWhoComes(meeting, { ...meeting, description: 'Ordre du jour', title: 'Plénière d’hiver' })).toBe(
      false,
    );
  });
});
