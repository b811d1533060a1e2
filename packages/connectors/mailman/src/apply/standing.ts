import type { NativeId } from '@passerelle/model';
import { liftBan, readBans } from '../client/bans.ts';
import { readDefaultAction } from '../client/lists.ts';
import {
  addMember,
  endMember,
  readDelivery,
  resumeDelivery,
  setAction,
  unsubscribe,
  type MemberRow,
  type Role,
} from '../client/members.ts';
import { discardRequests } from '../client/requests.ts';
import { problem, refused, wordsOf } from '../client/request.ts';
import { isSameAction, type Action, type Standing } from '../levels.ts';
import type { PersonThere, Work } from './working.ts';

const name = 'change standing on list';

const rowsOn = (person: PersonThere, list: NativeId, role: Role): readonly MemberRow[] =>
  person.rows.filter((row) => row.list === list && row.role === role);

/** What becomes of the person's posts there; null: no member. */
const actionOf = async (
  { session, call }: Work,
  rows: readonly MemberRow[],
  list: NativeId,
): Promise<Action | null> => {
  const [row] = rows;
  return row === undefined ? null : (row.action ?? (await readDefaultAction(session, call, list)));
};

/** What somebody is on a list by their rows alone; bounces and bans are asked for where they are to be set right. */
export const standingOn = async (work: Work, person: PersonThere, list: NativeId): Promise<Standing> => ({
  action: await actionOf(work, rowsOn(person, list, 'member'), list),
  moderator: rowsOn(person, list, 'moderator').length > 0,
  owner: rowsOn(person, list, 'owner').length > 0,
  bounced: false,
  banned: false,
});

const endRows = async ({ session, call }: Work, rows: readonly MemberRow[]): Promise<boolean> => {
  for (const { id } of rows) await endMember(session, call, id);
  return rows.length > 0;
};

/** Members leave without a mail; where the settings want a goodbye, by the way that sends one. */
const endMemberships = async (work: Work, list: NativeId, rows: readonly MemberRow[]): Promise<boolean> => {
  if (rows.length === 0) return false;
  if (work.session.config.mails.goodbye) return endRows(work, rows);
  const emails = rows.map(({ email }) => email);
  await unsubscribe(work.session, work.call, list, emails);
  return true;
};

/** Out of a list in every role; roles first, so that nobody still moderates what they no longer receive. @returns whether anything was there */
export const leaveList = async (work: Work, person: PersonThere, list: NativeId): Promise<boolean> => {
  const roles = [...rowsOn(person, list, 'moderator'), ...rowsOn(person, list, 'owner')];
  const hadRoles = await endRows(work, roles);
  return (await endMemberships(work, list, rowsOn(person, list, 'member'))) || hadRoles;
};

/** As a user, by whatever address they prefer. @returns id of the new row, null where they were on it under another address */
const subscribe = async (work: Work, { native, addresses }: PersonThere, list: NativeId): Promise<string | null> => {
  const { session, call } = work;
  const member = {
    list_id: list,
    subscriber: native,
    // Without all three it would answer 202 and wait for somebody's yes.
    pre_verified: true,
    pre_confirmed: true,
    pre_approved: true,
    send_welcome_message: session.config.mails.welcome,
  };
  let response = await addMember(session, call, member);
  if (response.status === 409 && wordsOf(response) === 'Subscription request already pending') {
    const emails = addresses.map(({ email }) => email);
    if ((await discardRequests(session, call, list, emails)) > 0) response = await addMember(session, call, member);
  }
  if (response.status === 201) {
    const location = response.headers['location'] ?? '';
    return location.slice(location.lastIndexOf('/') + 1);
  }
  const words = wordsOf(response);
  if (response.status === 409 && words === 'Member already subscribed') return null;
  if (response.status === 202)
    throw problem(name, 'Mailman waits for somebody to approve: nobody was subscribed', 'unexpected-answer');
  if (words === 'Membership is banned') {
    throw problem(name, 'this address is banned from the list: a moderator must lift the ban first');
  }
  if (words === 'User has no preferred address') {
    throw problem(name, 'this user has no confirmed address that they prefer');
  }
  if (words === 'No such list') throw problem(name, 'the list is not there any more', 'superseded');
  throw refused(session, response, name);
};

const makeModerator = async (work: Work, { native }: PersonThere, list: NativeId): Promise<void> => {
  const { session, call } = work;
  const response = await addMember(session, call, { list_id: list, subscriber: native, role: 'moderator' });
  if (response.status === 201 || wordsOf(response).includes('is already an')) return;
  throw refused(session, response, 'make moderator');
};

/** Where a row was there before: what keeps its mails or posts from going through is set right, since a person said so. */
const setRight = async (work: Work, person: PersonThere, list: NativeId, row: MemberRow): Promise<boolean> => {
  const { session, call } = work;
  let isChanged = false;
  if (row.hasBounced && (await readDelivery(session, call, row.id)) === 'by_bounces') {
    await resumeDelivery(session, call, row.id);
    isChanged = true;
  }
  const bans = await readBans(session, call, list);
  for (const { email } of person.addresses) {
    if (!bans.has(email)) continue;
    await liftBan(session, call, list, email);
    isChanged = true;
  }
  return isChanged;
};

/**
 * Brings somebody to exactly this on a list. Upwards they receive before they write and write before they moderate; downwards the other way round.
 * @returns whether anything had to be changed
 */
export const stand = async (
  work: Work,
  person: PersonThere,
  list: NativeId,
  wanted: { readonly action: Action; readonly moderator: boolean },
): Promise<boolean> => {
  const { session, call } = work;
  const moderating = rowsOn(person, list, 'moderator');
  const [row, ...doubles] = rowsOn(person, list, 'member');
  const surplus = [...(wanted.moderator ? [] : moderating), ...rowsOn(person, list, 'owner')];
  let isChanged = await endRows(work, surplus);
  const added = row === undefined ? await subscribe(work, person, list) : null;
  const id = row?.id ?? added;
  if (id === null) throw problem(name, 'subscribed under another address meanwhile', 'superseded');
  const held = row === undefined ? null : await actionOf(work, [row], list);
  // What is only so by the list's own default is written down, or it would change with that.
  const isWritten = row !== undefined && row.action !== null;
  const isAsWanted = isWritten && held !== null && isSameAction(held, wanted.action);
  if (!isAsWanted) await setAction(session, call, id, wanted.action);
  for (const double of doubles) await endMember(session, call, double.id);
  const isRight = row === undefined || !(await setRight(work, person, list, row));
  if (wanted.moderator && moderating.length === 0) await makeModerator(work, person, list);
  isChanged = isChanged || !isAsWanted || !isRight || doubles.length > 0;
  return isChanged || (wanted.moderator && moderating.length === 0);
};
