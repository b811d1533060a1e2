import type { CommunityId, LocalTime, Meeting, Modality } from '@passerelle/model';
import { sql } from 'kysely';
import type { Tx } from '../transaction.ts';

/** A meeting as selected by `meetingColumns`; what it holds was checked when it was written. */
export interface MeetingRow {
  readonly id: string;
  readonly community: CommunityId;
  readonly title: string;
  readonly starts: LocalTime;
  readonly ends: LocalTime;
  readonly zone: string;
  readonly modality: Modality;
  readonly place: string | null;
  readonly description: string;
  readonly cancelled: boolean;
  readonly sequence: number;
}
export const meetingColumns =
  'id, community, title, starts, ends, zone, modality, place, description, cancelled, sequence';

export const toMeeting = ({ starts, ends, ...row }: MeetingRow): Meeting => ({ ...row, start: starts, end: ends });

/** The meetings of a community, cancelled ones too, in the order of their beginnings. */
export async function listMeetings({ db }: Pick<Tx, 'db'>, community: CommunityId): Promise<readonly Meeting[]> {
  const { rows } = await sql<MeetingRow>`select ${sql.raw(meetingColumns)} from meeting
    where community = ${community} and recorded_until = 'infinity' order by starts, id`.execute(db);
  return rows.map(toMeeting);
}

/** Null: there is none of that id in the community. */
export async function findMeeting(tx: Pick<Tx, 'db'>, community: CommunityId, id: string): Promise<Meeting | null> {
  return (await listMeetings(tx, community)).find((meeting) => meeting.id === id) ?? null;
}
