import { ConnectorError, foldName, labelOfName, type BatchOperation } from '@passerelle/connector-kit';
import type { SpaceAdopt, SpaceCreate, SpaceUpdate } from '@passerelle/model';
import { createFolder, readFolders } from '../../client/folders.ts';
import { makeOwnFolder, readOwnFolders } from '../../client/own-folders.ts';
import { titled } from '../../client/request.ts';
import { isMountPoint, spaceRule } from '../../naming-rules.ts';
import { usesTeamFolders } from './team-folders.ts';
import { wantedGrants, writeGrants } from './grant.ts';
import { openSharedFolder, openSpace, teamFolderSpace, type OpenSpace } from './open-space.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from '../../apply/working.ts';

const gone = 'the space is not there any more';
const request = titled('create space');

const taken = (name: string): ConnectorError =>
  new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail: `a folder ${name} exists` });
const lost = (): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request,
    detail: 'the new folder is not to be seen',
  });

type Made = { readonly space: OpenSpace; readonly isNew: boolean };

/** The mount point finds it again. A folder that was made and got no grants yet stays: the next attempt goes on with it. */
const makeTeamFolder = async (work: Work, operation: BatchOperation, name: string): Promise<Made> => {
  const { session, call } = work;
  const find = async (): Promise<OpenSpace | null> => {
    const folder = (await readFolders(session, call)).find(({ mountPoint }) => mountPoint === name);
    return folder === undefined ? null : teamFolderSpace(work, folder);
  };
  // Looked for first: older versions of the app let two folders have one mount point.
  const ours = operation.attemptedBefore ? await find() : null;
  if (ours !== null) return { space: ours, isNew: false };
  const folder = await createFolder(session, call, name);
  if (folder === null) throw taken(name);
  return { space: teamFolderSpace(work, folder), isNew: true };
};

const makeSharedFolder = async (work: Work, operation: BatchOperation, name: string): Promise<Made> => {
  const { session, call } = work;
  const made = await makeOwnFolder(session, call, name);
  if (made === 'taken' && !operation.attemptedBefore) throw taken(name);
  const folder = (await readOwnFolders(session, call)).find((own) => own.name === name);
  const space = folder === undefined ? null : await openSharedFolder(work, folder.fileId);
  if (space === null) throw made === 'taken' ? taken(name) : lost();
  return { space, isNew: made === 'done' };
};

/** A space with all its grants. It begins with nobody in it, so that nobody sees it before its levels are right. */
export const applySpaceCreate = async (work: Work, operation: BatchOperation, change: SpaceCreate): Promise<Result> => {
  if (!isMountPoint(change.name)) {
    const detail = 'a folder name has 1 to 200 characters and no slash here';
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  const wanted = wantedGrants(work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  const make = (await usesTeamFolders(work.session, work.call)) ? makeTeamFolder : makeSharedFolder;
  const { space, isNew } = await make(work, operation, change.name);
  const changed = await writeGrants(space, wanted, request);
  work.spaces.set(change.space, space.native);
  return isNew || changed ? applied(operation, space.native) : already(operation, space.native);
};

/** The label is the folder's name, as far as the characters allow. Its id stays. */
export const applySpaceUpdate = async (work: Work, operation: BatchOperation, change: SpaceUpdate): Promise<Result> => {
  const native = work.spaces.get(change.space);
  const space = native === undefined ? null : await openSpace(work, native);
  if (space === null) return superseded(operation, gone);
  const name = foldName(change.label, spaceRule);
  if (name === '' || !isMountPoint(name)) {
    const detail = 'the label leaves nothing for a folder name';
    throw new ConnectorError({
      code: 'rejected',
      retry: 'never',
      scope: 'operation',
      request: titled('rename space'),
      detail,
    });
  }
  if (space.name === name || labelOfName(space.name, spaceRule) === name) return already(operation);
  if ((await space.rename(name)) === 'taken') throw taken(name);
  return applied(operation);
};

export const applySpaceAdopt = async (work: Work, operation: BatchOperation, change: SpaceAdopt): Promise<Result> => {
  const space = await openSpace(work, change.native);
  if (space === null) return superseded(operation, gone);
  work.spaces.set(change.space, space.native);
  return applied(operation, space.native);
};
