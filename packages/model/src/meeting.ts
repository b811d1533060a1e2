import type { Community, Modality } from './community.ts';
import type { MeetingContent } from './entry.ts';
import type { CommunityId } from './ids.ts';
import { instantOf, instantsOf, type LocalTime } from './local-time.ts';
import { message, type Message } from './message.ts';
import { isZone } from './validity.ts';

/** A meeting of a community, as the store keeps it. */
export interface Meeting {
  /** A UUID: the entry's id in every calendar. */
  readonly id: string;
  readonly community: CommunityId;
  readonly title: string;
  readonly start: LocalTime;
  readonly end: LocalTime;
  readonly zone: string;
  readonly modality: Modality;
  readonly place: string | null;
  readonly description: string;
  readonly cancelled: boolean;
  readonly sequence: number;
}
export type MeetingFields = Omit<Meeting, 'id' | 'community' | 'cancelled' | 'sequence'>;

/** What stands in the way of a meeting; empty: nothing. */
export function refuseMeeting({ title, start, end, zone }: MeetingFields): readonly Message[] {
  if (title.trim() === '') return [message('meeting.no-title')];
  if (!isZone(zone)) return [message('meeting.no-zone', { zone })];
  const never = [start, end].filter((time) => instantsOf(time, zone).length === 0);
  if (never.length > 0) return never.map((time) => message('meeting.no-such-time', { time: clockOf(time), zone }));
  return instantOf(end, zone) > instantOf(start, zone) ? [] : [message('meeting.backwards')];
}

/** What a person should know of a meeting before they say yes. */
export function meetingWarnings(meeting: MeetingFields, now: number): readonly Message[] {
  const { start, end, zone, modality, place } = meeting;
  const twice = [...new Set([start, end])].filter((time) => instantsOf(time, zone).length > 1);
  return [
    ...twice.map((time) => message('meeting.twice', { time: clockOf(time), zone })),
    ...(instantOf(end, zone) <= now ? [message('meeting.past')] : []),
    ...(modality === 'remote' && place !== null ? [message('meeting.remote-place')] : []),
    ...(modality !== 'remote' && place === null ? [message('meeting.no-place')] : []),
  ];
}

const clockOf = (time: LocalTime): string => time.slice(11);

/** Whether a change matters to who comes: then programmes that hold the meeting must take the new one (RFC 5546 §2.1.4). */
export const mattersToWhoComes = (before: MeetingFields, after: MeetingFields): boolean =>
  (['start', 'end', 'zone', 'modality', 'place'] as const).some((field) => before[field] !== after[field]);

/**
 * The meeting as a calendar tells it, in its community's language.
 * @param rooms where the pages before the video rooms are, without the community; null: nowhere
 */
export function meetingContent(
  { title, start, end, zone, modality, place, description, cancelled, sequence }: Meeting,
  community: Pick<Community, 'id' | 'tools' | 'language'>,
  rooms: string | null,
): MeetingContent {
  const isLinked = rooms !== null && modality !== 'on-site' && community.tools.video !== undefined;
  return {
    type: 'meeting',
    title,
    start,
    end,
    zone,
    modality,
    place: modality === 'remote' ? null : place,
    link: isLinked ? `${rooms}/${community.id}` : null,
    description,
    cancelled,
    sequence,
    language: community.language,
  };
}
