import type { GroupKey, MembershipChange, MembershipPutBack } from '@passerelle/model';
import { isConnectorError } from '@passerelle/connector-kit';
import { problem } from '../client/error-of.ts';
import { userPath } from '../client/users.ts';
import { refuseProtected } from '../protection.ts';
import { accountOf, groupOf, type Result, type Work } from './working.ts';

/** A raise adds before it removes, a lowering removes before it adds: nobody is without access in between, or has too much. */
export async function changeMemberships(work: Work, change: MembershipChange): Promise<Result> {
  const account = accountOf(work, change.person);
  await refuseProtected(work.session, account, work.call);
  const add = async (): Promise<void> => {
    for (const group of change.add) await join(work, account, group);
  };
  const remove = async (): Promise<void> => {
    for (const group of change.remove) {
      const native = work.groups.get(group);
      // A group that was never made has no members.
      if (native !== undefined) await leave(work, account, native);
    }
  };
  if (change.direction === 'raise') {
    await add();
    await remove();
  } else {
    await remove();
    await add();
  }
  return { result: 'applied' };
}

export async function putBack(work: Work, change: MembershipPutBack): Promise<Result> {
  const group = groupOf(work, change.group);
  await refuseProtected(work.session, change.account, work.call);
  await leave(work, change.account, group);
  return { result: 'applied' };
}

const path = (account: string, group: string): string => `${userPath(account)}/groups/${encodeURIComponent(group)}`;

/** 204 whether the person was in it or not (facts/identity.md §3.3). */
async function join(work: Work, account: string, key: GroupKey): Promise<void> {
  const request = { name: 'add to a group', method: 'PUT', path: path(account, groupOf(work, key)) } as const;
  try {
    await work.session.api.write(request, work.call);
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'not-found' || error.scope === 'target') throw error;
    // The group or the account was removed meanwhile: the next round sees that and plans anew.
    throw problem(request.name, 'superseded', error.detail, { status: 404, cause: error });
  }
}

/** Not there, or its group or account gone: there is nothing left to take away. */
async function leave(work: Work, account: string, group: string): Promise<void> {
  try {
    await work.session.api.write(
      { name: 'take out of a group', method: 'DELETE', path: path(account, group) },
      work.call,
    );
  } catch (error) {
    if (!isConnectorError(error) || error.code !== 'not-found' || error.scope === 'target') throw error;
  }
}
