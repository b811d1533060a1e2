import {
  already,
  applied,
  ConnectorError,
  foldName,
  labelOfName,
  superseded,
  type BatchOperation,
  type Result,
} from '@passerelle/connector-kit';
import type { SpaceAdopt, SpaceCreate, SpaceUpdate } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { titled } from '../../client/request.ts';
import { isMountPoint, spaceRule } from '../../naming-rules.ts';
import type { FolderTool } from './folder-tool.ts';
import { needsChange, wantedGrants, writeGrants } from './grant.ts';
import { makeFolder, taken } from './make-folder.ts';
import { openFolder } from './open-folder.ts';
import { joined, nameInPlace, parentName } from './place.ts';
import { moveAlong } from './move-along.ts';
import { prepareFolder } from './prepare-folder.ts';
import { usesTeamFolders } from './team-folders.ts';
import { shownName } from '../shown-name.ts';

const gone = 'the space is not there any more';
const request = titled('create space');

/** A space with all its grants. It begins with nobody in it, so that nobody sees it before it is furnished and its levels are right. */
export const applySpaceCreate = async (
  tool: FolderTool,
  work: Work,
  operation: BatchOperation,
  change: SpaceCreate,
): Promise<Result> => {
  if (!isMountPoint(change.name)) {
    const detail = 'a folder name has 1 to 200 characters and no slash here';
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  const wanted = wantedGrants(tool, work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  const kind = (await usesTeamFolders(work.session, work.call)) ? 'team-folder' : 'shared-folder';
  const name = joined(kind, await parentName(tool, work, kind, change.parent), shownName(change));
  const { folder, isNew } = await makeFolder(tool, work, operation, { kind, name });
  // Grants come last: where they all stand, an earlier attempt had come to its end, and what members have done since is theirs.
  const isWhole = !isNew && wanted.length > 0 && needsChange(folder, wanted).length === 0;
  const prepared = isWhole ? false : await prepareFolder(tool, work, folder, change);
  const changed = await writeGrants(folder, wanted, request);
  work.spaces.set(change.space, folder.native);
  return isNew || prepared || changed ? applied(operation, folder.native) : already(operation, folder.native);
};

/** The label is the folder's name, as far as the characters allow. Its id stays, and so does everything in it. */
export const applySpaceUpdate = async (
  tool: FolderTool,
  work: Work,
  operation: BatchOperation,
  change: SpaceUpdate,
): Promise<Result> => {
  const native = work.spaces.get(change.space);
  const folder = native === undefined ? null : await openFolder(tool, work, native);
  if (folder === null) return superseded(operation, gone);
  const own = foldName(change.label, spaceRule);
  if (own === '' || !isMountPoint(own)) {
    const detail = 'the label leaves nothing for a folder name';
    const rename = titled('rename space');
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request: rename, detail });
  }
  const { kind } = folder.ref;
  const parent = await parentName(tool, work, kind, change.parent);
  const name = joined(kind, parent, own);
  const ownNow = nameInPlace(kind, folder.name, new Set(parent === null ? [] : [parent]));
  const isInPlace = folder.name === joined(kind, parent, ownNow);
  if (isInPlace && (ownNow === own || labelOfName(ownNow, spaceRule) === own)) return already(operation);
  if ((await folder.rename(name)) === 'taken') throw taken(name);
  await moveAlong(work, kind, folder.name, name);
  return applied(operation);
};

export const applySpaceAdopt = async (
  tool: FolderTool,
  work: Work,
  operation: BatchOperation,
  change: SpaceAdopt,
): Promise<Result> => {
  const folder = await openFolder(tool, work, change.native);
  if (folder === null) return superseded(operation, gone);
  work.spaces.set(change.space, folder.native);
  return applied(operation, folder.native);
};
