import { mattersToWhoComes, message, refuseMeeting, type CommunityId, type Meeting } from '@passerelle/model';
import type { MeetingFields } from '@passerelle/model';
import { sql } from 'kysely';
import type { ActTx } from '../acts/act.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';
import { findMeeting } from './read-meetings.ts';

/** A new meeting. @throws Refusal */
export async function addMeeting(
  tx: ActTx,
  { id, community, ...fields }: MeetingFields & Pick<Meeting, 'id' | 'community'>,
): Promise<Meeting> {
  await getCommunity(tx, community);
  const meeting: Meeting = { ...tidy(fields), id, community, cancelled: false, sequence: 0 };
  judge(meeting);
  await open(tx, meeting);
  tx.audit({ action: 'meeting.added', community, data: { meeting: id, ...told(meeting) } });
  tx.touch(null, community);
  return meeting;
}

export interface MeetingKey {
  readonly community: CommunityId;
  readonly id: string;
}

/** Changes what is said of a meeting. @throws Refusal also of one that is cancelled */
export async function changeMeeting(
  tx: ActTx,
  key: MeetingKey,
  change: Partial<MeetingFields>,
): Promise<{ readonly before: Meeting; readonly after: Meeting; readonly fields: readonly string[] }> {
  const before = await present(tx, key);
  if (before.cancelled) throw new Refusal(message('store.meeting-cancelled', { title: before.title }));
  const wanted = { ...before, ...tidy({ ...before, ...change }) };
  const fields = (Object.keys(change) as (keyof MeetingFields)[]).filter((field) => wanted[field] !== before[field]);
  if (fields.length === 0) return { before, after: before, fields };
  judge(wanted);
  const after = { ...wanted, sequence: before.sequence + (mattersToWhoComes(before, wanted) ? 1 : 0) };
  await replace(tx, after);
  tx.audit({ action: 'meeting.changed', community: key.community, data: { meeting: key.id, fields, ...told(after) } });
  tx.touch(null, key.community);
  return { before, after, fields };
}

/** Calls a meeting off, or takes that back: it stays in the calendar, told as cancelled. @throws Refusal when it is so already */
export async function cancelMeeting(tx: ActTx, key: MeetingKey, cancelled: boolean): Promise<Meeting> {
  const before = await present(tx, key);
  if (before.cancelled === cancelled) {
    const code = cancelled ? 'store.meeting-cancelled' : 'store.meeting-not-cancelled';
    throw new Refusal(message(code, { title: before.title }));
  }
  const after = { ...before, cancelled, sequence: before.sequence + 1 };
  await replace(tx, after);
  const action = cancelled ? 'meeting.cancelled' : 'meeting.reopened';
  tx.audit({ action, community: key.community, data: { meeting: key.id, ...told(after) } });
  tx.touch(null, key.community);
  return after;
}

async function present(tx: ActTx, { community, id }: MeetingKey): Promise<Meeting> {
  await lock(tx, `meeting:${id}`);
  const meeting = await findMeeting(tx, community, id);
  if (meeting === null) throw new Refusal(message('store.meeting-unknown', { meeting: id, community }));
  return meeting;
}

function judge(meeting: MeetingFields): void {
  const reasons = refuseMeeting(meeting);
  if (reasons.length > 0) throw new Refusal(...reasons);
}

const tidy = (fields: MeetingFields): MeetingFields => ({
  title: fields.title.trim(),
  start: fields.start,
  end: fields.end,
  zone: fields.zone,
  modality: fields.modality,
  place: fields.place === null || fields.place.trim() === '' ? null : fields.place.trim(),
  description: fields.description.trim(),
});

/** What the audit keeps of a meeting. Titles, places and descriptions are free text, in which people may be named: they are not in it. */
const told = ({ start, end, zone, modality, cancelled, sequence }: Meeting) => ({
  start,
  end,
  zone,
  modality,
  cancelled,
  sequence,
});

async function open(tx: ActTx, meeting: Meeting): Promise<void> {
  const { id, community, title, start, end, zone, modality, place, description, cancelled, sequence } = meeting;
  // From the very instant at which the version before it ended: no gap between the two.
  await sql`insert into meeting (id, community, title, starts, ends, zone, modality, place, description, cancelled, sequence, act, recorded_from)
    values (${id}, ${community}, ${title}, ${start}, ${end}, ${zone}, ${modality}, ${place}, ${description}, ${cancelled}, ${sequence}, ${tx.act},
      coalesce((select max(recorded_until) from meeting where id = ${id}), clock_timestamp()))`.execute(tx.db);
}

async function replace(tx: ActTx, meeting: Meeting): Promise<void> {
  await sql`update meeting set recorded_until = clock_timestamp() where id = ${meeting.id} and recorded_until = 'infinity'`.execute(
    tx.db,
  );
  await open(tx, meeting);
}
