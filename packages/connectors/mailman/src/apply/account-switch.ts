import { already, applied, superseded, type BatchOperation, type Result } from '@passerelle/connector-kit';
import type { AccountSwitch } from '@passerelle/model';
import { readInfo } from '../client/lists.ts';
import { keyIn } from '../list-info.ts';
import { careId } from '../session.ts';
import { leaveList } from './standing.ts';
import { ownAccount, readPerson, type Work } from './working.ts';

/**
 * A user cannot be switched off there: what they may do is being on lists. Disabling ends every row of theirs on lists of ours, other lists are left alone;
 * their entry in our register and their address stay. Enabling gives nothing back by itself: the grants do.
 */
export const applyAccountSwitch = async (
  work: Work,
  operation: BatchOperation,
  change: AccountSwitch,
): Promise<Result> => {
  const { session, call } = work;
  const name = `${change.verb} account`;
  const native = ownAccount(work, change.person, name);
  const person = await readPerson(work, native, name);
  if (person === null) return superseded(operation, 'the user is not there any more');
  if (change.verb === 'enable') return already(operation);
  const lists = new Set(person.rows.map(({ list }) => list).filter((list) => list !== careId(session)));
  let hasLeft = false;
  for (const list of lists) {
    if (keyIn(await readInfo(session, call, list)) === null) continue;
    hasLeft = (await leaveList(work, person, list)) || hasLeft;
  }
  work.people.delete(native);
  return hasLeft ? applied(operation) : already(operation);
};
