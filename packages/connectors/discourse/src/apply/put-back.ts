import type { BatchOperation } from '@passerelle/connector-kit';
import type { MembershipPutBack } from '@passerelle/model';
import { isNumber } from '../client/groups.ts';
import { removeMembers } from '../client/members.ts';
import { titled } from '../client/request.ts';
import { refuseProtected } from '../protection.ts';
import { applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

/** Takes out an account that somebody else put in. */
export const applyPutBack = async (
  work: Work,
  operation: BatchOperation,
  change: MembershipPutBack,
): Promise<Result> => {
  const group = work.groups.get(change.group);
  if (group === undefined || !isNumber(group)) return superseded(operation, 'the group is not there any more');
  await refuseProtected(work.session, work.call, change.account, titled('put back membership'));
  const result = await removeMembers(work.session, work.call, group, [change.account]);
  return result === 'no-group' ? superseded(operation, 'the group is not there any more') : applied(operation);
};
