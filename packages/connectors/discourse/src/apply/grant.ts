import type { BatchOperation } from '@passerelle/connector-kit';
import { compareLevels, type GrantChange } from '@passerelle/model';
import { accessIn, readCategory } from '../client/categories.ts';
import { isNumber } from '../client/groups.ts';
import { titled } from '../client/request.ts';
import { levelOf, type Access } from '../levels.ts';
import { wantedAccess, writePermissions } from './permissions.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

/** True when going from one to the other only gives, or only takes. Permissions that are no level were shown as such in the plan: it decides. */
const isInDirection = (direction: 'raise' | 'lower', before: Access, after: Access): boolean => {
  const [from, to] = [levelOf(before), levelOf(after)];
  if (from === 'other' || to === 'other') return true;
  const step = compareLevels('forum', to, from);
  return direction === 'raise' ? step >= 0 : step <= 0;
};

export const applyGrantChange = async (work: Work, operation: BatchOperation, change: GrantChange): Promise<Result> => {
  const { session, call } = work;
  const native = work.spaces.get(change.space);
  const category = native === undefined || !isNumber(native) ? null : await readCategory(session, call, native);
  if (category === null) return superseded(operation, 'the category is not there any more');
  const wanted = await wantedAccess(work, change.grants, titled('change grants'));
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  // Somebody else has changed it meanwhile: a lowering must not give, a raise must not take away.
  const fitting = wanted.filter(({ group, access }) =>
    isInDirection(change.direction, accessIn(category, group), access),
  );
  const isInOurs = change.parent !== undefined && work.spaces.get(change.parent) === category.parent;
  const changed = await writePermissions(work, category, fitting, isInOurs);
  if (fitting.length < wanted.length) {
    return superseded(operation, 'the permissions have changed since they were planned');
  }
  return changed ? applied(operation) : already(operation);
};
