import { type BatchOperation } from '@passerelle/connector-kit';
import type { MembershipChange, MembershipPutBack, NativeId } from '@passerelle/model';
import { addMember, removeMember, type MembershipResult } from '../client/memberships.ts';
import { titled } from '../client/request.ts';
import { adminGroup, protectedError, protectionOf } from '../protection.ts';
import { ownAccount } from './account.ts';
import { applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const refuseAdmin = (request: string, groups: readonly NativeId[]): void => {
  if (groups.includes(adminGroup)) throw protectedError(request, adminGroup, 'the group of the administrators');
};
const noGroup = 'a group is not there any more';
const noAccount = 'the account is not there any more';

/** A raise adds before it removes, a lowering removes before it adds. Each step is idempotent there, so a repetition needs no reading. */
export const applyMembershipChange = async (
  work: Work,
  operation: BatchOperation,
  change: MembershipChange,
): Promise<Result> => {
  const { session, call } = work;
  const request = titled('change memberships');
  const uid = await ownAccount(work, change.person, request);
  const adds = change.add.map((group) => work.groups.get(group));
  // A group that is not there has no members to lose, but none can be added to it.
  const removes = change.remove.flatMap((group) => work.groups.get(group) ?? []);
  refuseAdmin(request, [...adds.flatMap((gid) => gid ?? []), ...removes]);
  const addAll = async (): Promise<MembershipResult> => {
    let worst: MembershipResult = 'done';
    for (const gid of adds) {
      const result = gid === undefined ? 'no-group' : await addMember(session, call, uid, gid);
      if (result !== 'done') worst = result;
    }
    return worst;
  };
  const removeAll = async (): Promise<void> => {
    for (const gid of removes) await removeMember(session, call, uid, gid);
  };
  if (change.direction === 'lower') await removeAll();
  const added = await addAll();
  if (added !== 'done') return superseded(operation, added === 'no-group' ? noGroup : noAccount);
  // In a raise the old level goes only when the new one is there.
  if (change.direction === 'raise') await removeAll();
  return applied(operation);
};

/** Takes out an account that somebody else put in. */
export const applyPutBack = async (
  work: Work,
  operation: BatchOperation,
  change: MembershipPutBack,
): Promise<Result> => {
  const request = titled('put back membership');
  const gid = work.groups.get(change.group);
  if (gid === undefined) return superseded(operation, noGroup);
  refuseAdmin(request, [gid]);
  const why = await protectionOf(work.session, work.call, change.account);
  if (why !== null) throw protectedError(request, change.account, why);
  const result = await removeMember(work.session, work.call, change.account, gid);
  if (result === 'no-group') return superseded(operation, noGroup);
  return result === 'no-user' ? superseded(operation, noAccount) : applied(operation);
};
