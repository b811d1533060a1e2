import type { Call } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { isMissing, isSuccess, ocs, refusal, type OcsAnswer } from './ocs.ts';

export type MembershipResult = 'done' | 'no-group' | 'no-user';

const judge = (session: Session, answer: OcsAnswer, name: string): MembershipResult => {
  if (isSuccess(answer)) return 'done';
  if (answer.code === 102) return 'no-group';
  if (answer.code === 103 || isMissing(answer)) return 'no-user';
  // 104: not allowed for this group; 105: a sub-admin's limits (facts §2).
  throw refusal(session, answer, name, answer.code === 104 || answer.code === 105 ? 'forbidden' : 'rejected');
};
const path = (uid: string): string => `/cloud/users/${encodeURIComponent(uid)}/groups`;

/** Idempotent: somebody who is a member already stays one. */
export const addMember = async (session: Session, call: Call, uid: string, gid: string): Promise<MembershipResult> => {
  const name = 'add to group';
  const answer = await ocs(session, call, { name, method: 'POST', path: path(uid), json: { groupid: gid } });
  return judge(session, answer, name);
};

/** Idempotent: somebody who is no member stays none. */
export const removeMember = async (
  session: Session,
  call: Call,
  uid: string,
  gid: string,
): Promise<MembershipResult> => {
  const name = 'remove from group';
  const answer = await ocs(session, call, { name, method: 'DELETE', path: path(uid), query: { groupid: gid } });
  return judge(session, answer, name);
};
