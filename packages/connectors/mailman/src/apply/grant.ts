import { already, applied, superseded, type BatchOperation, type Result } from '@passerelle/connector-kit';
import { compareLevels, type GrantPutBack, type PersonGrantChange } from '@passerelle/model';
import { isListId } from '../client/lists.ts';
import { endMember, readMember } from '../client/members.ts';
import { problem } from '../client/request.ts';
import { isListLevel, levelOf, wantedAt, type ListLevel } from '../levels.ts';
import { protectedError, protectionOf } from '../protection.ts';
import { addressOnly } from '../observe/who.ts';
import { leaveList, stand, standingOn } from './standing.ts';
import { ownAccount, readPerson, type Work } from './working.ts';

const name = 'change standing on list';
const gone = 'the list is not there any more';

/** True when going from one to the other only gives, or only takes. What is no level was shown as such in the plan: it decides. */
const isInDirection = (direction: 'raise' | 'lower', from: ListLevel | 'other', to: ListLevel): boolean => {
  if (from === 'other') return true;
  const step = compareLevels('list', to, from);
  return direction === 'raise' ? step >= 0 : step <= 0;
};

/** One person's level on one list. */
export const applyPersonGrant = async (
  work: Work,
  operation: BatchOperation,
  change: PersonGrantChange,
): Promise<Result> => {
  const native = ownAccount(work, change.person, name);
  const list = work.spaces.get(change.space);
  if (!isListLevel(change.level)) throw problem(name, `a list has no level ${change.level}`);
  if (list === undefined || !isListId(list)) return superseded(operation, gone);
  const person = await readPerson(work, native, name);
  if (person === null) return superseded(operation, 'the user is not there any more');
  const before = levelOf(await standingOn(work, person, list));
  // Somebody else has changed it meanwhile: a lowering must not give, a raise must not take away.
  if (!isInDirection(change.direction, before, change.level)) {
    return superseded(operation, 'the standing on the list has changed since it was planned');
  }
  const wanted = wantedAt(change.level, work.session.config.posts.receivers);
  const isChanged = wanted === null ? await leaveList(work, person, list) : await stand(work, person, list, wanted);
  work.people.delete(native);
  return isChanged ? applied(operation) : already(operation);
};

/** Takes out an account that somebody else put in: a user, or an address that belongs to nobody. */
export const applyGrantPutBack = async (
  work: Work,
  operation: BatchOperation,
  change: GrantPutBack,
): Promise<Result> => {
  const { session, call } = work;
  const list = work.spaces.get(change.space);
  if (list === undefined || !isListId(list)) return superseded(operation, gone);
  const id = addressOnly(change.account);
  if (id === null) {
    const person = await readPerson(work, change.account, 'put back');
    if (person === null) return already(operation);
    const hasLeft = await leaveList(work, person, list);
    work.people.delete(change.account);
    return hasLeft ? applied(operation) : already(operation);
  }
  const row = await readMember(session, call, id);
  if (row?.list !== list) return already(operation);
  if ((await protectionOf(session, call, '', [row.email])) !== null) throw protectedError('put back', change.account);
  await endMember(session, call, id);
  return applied(operation);
};
