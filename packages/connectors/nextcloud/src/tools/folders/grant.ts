import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { Grant, GrantChange, NativeId } from '@passerelle/model';
import { titled } from '../../client/request.ts';
import { adminGroup, protectedError } from '../../protection.ts';
import type { FolderTool } from './folder-tool.ts';
import { detailOf } from './levels.ts';
import { openFolder, type OpenFolder } from './open-folder.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from '../../apply/working.ts';

export interface WantedGrant {
  readonly group: NativeId;
  readonly permissions: number;
}

/** Our grants in the platform's words. Null: a group that must get something is not there. */
export const wantedGrants = (
  { tool, levels }: FolderTool,
  work: Work,
  grants: readonly Grant[],
  request: string,
): WantedGrant[] | null => {
  const wanted: WantedGrant[] = [];
  for (const { group, level } of grants) {
    const permissions = levels.permissionsOf(level);
    if (permissions === null) {
      const detail = `no level of ${tool}: ${level}`;
      throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
    }
    const native = work.groups.get(group);
    if (native === adminGroup) throw protectedError(request, native, 'the group of the administrators');
    if (native !== undefined) wanted.push({ group: native, permissions });
    else if (level !== 'none') return null;
  }
  return wanted;
};

/** The grants that are not there as wanted. */
export const needsChange = (seen: OpenFolder, wanted: readonly WantedGrant[]): WantedGrant[] =>
  wanted.filter(({ group, permissions }) => (seen.permissions.get(group) ?? 0) !== permissions);

/** Writes what differs, and believes only what is read back: permissions are validated nowhere there (facts §3). Foreign groups are not touched. */
export const writeGrants = async (
  space: OpenFolder,
  wanted: readonly WantedGrant[],
  request: string,
): Promise<boolean> => {
  const changes = needsChange(space, wanted);
  if (changes.length === 0) return false;
  for (const { group, permissions } of changes) await space.set(group, permissions);
  const after = await space.reread();
  const wrong = after === null ? changes : needsChange(after, wanted);
  const [first] = wrong;
  if (first === undefined) return true;
  const seen = detailOf(after?.permissions.get(first.group) ?? 0);
  const detail = `${first.group} was to have ${detailOf(first.permissions)} and has ${seen}`;
  throw new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
};

/** What the app gives to a group in the call that assigns it; the level that was meant is written by the next call (facts §3). */
const justAssigned = 31;

/** True when going from one level to another only gives, or only takes. Permissions that are no level were shown as such in the plan: it decides. */
const isInDirection = ({ levels }: FolderTool, direction: 'raise' | 'lower', before: number, after: number): boolean =>
  levels.levelOf(before) === 'other' || (direction === 'raise' ? (before & ~after) === 0 : (after & ~before) === 0);

export const applyGrantChange = async (
  tool: FolderTool,
  work: Work,
  operation: BatchOperation,
  change: GrantChange,
): Promise<Result> => {
  const request = titled('change grants');
  const native = work.spaces.get(change.space);
  const space = native === undefined ? null : await openFolder(tool, work, native);
  if (space === null) return superseded(operation, 'the space is not there any more');
  const wanted = wantedGrants(tool, work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  // Somebody else has changed it meanwhile: a lowering must not give, a raise must not take away. But an attempt of ours that broke off
  // between the two calls has left a group with more than it was to have: that is ours to finish.
  const isOurHalf = (permissions: number): boolean => operation.attemptedBefore && permissions === justAssigned;
  const fitting = wanted.filter(({ group, permissions }) => {
    const before = space.permissions.get(group) ?? 0;
    return isOurHalf(before) || isInDirection(tool, change.direction, before, permissions);
  });
  const changed = await writeGrants(space, fitting, request);
  if (fitting.length < wanted.length)
    return superseded(operation, 'the permissions have changed since they were planned');
  return changed ? applied(operation) : already(operation);
};
