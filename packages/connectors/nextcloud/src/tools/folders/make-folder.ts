import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { Work } from '../../apply/working.ts';
import { createFolder, readFolders } from '../../client/folders.ts';
import { makeOwnFolder, readOwnFolders } from '../../client/own-folders.ts';
import { titled } from '../../client/request.ts';
import type { FolderRef } from './folder-native.ts';
import type { FolderTool } from './folder-tool.ts';
import { openedTeamFolder, openSharedFolder, type OpenFolder } from './open-folder.ts';

const request = titled('create space');

export const taken = (name: string): ConnectorError =>
  new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail: `a folder ${name} exists` });
const lost = (): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request,
    detail: 'the new folder is not to be seen',
  });

interface Made {
  readonly folder: OpenFolder;
  readonly isNew: boolean;
}

/** The mount point finds it again. A folder that was made and got no grants yet stays: the next attempt goes on with it. */
const makeTeamFolder = async (tool: FolderTool, work: Work, operation: BatchOperation, name: string): Promise<Made> => {
  const { session, call } = work;
  // Looked for first: older versions of the app let two folders have one mount point.
  const ours = operation.attemptedBefore
    ? (await readFolders(session, call)).find(({ mountPoint }) => mountPoint === name)
    : undefined;
  if (ours !== undefined) return { folder: openedTeamFolder(tool, work, ours), isNew: false };
  const folder = await createFolder(session, call, name);
  if (folder === null) throw taken(name);
  return { folder: openedTeamFolder(tool, work, folder), isNew: true };
};

const makeSharedFolder = async (
  tool: FolderTool,
  work: Work,
  operation: BatchOperation,
  name: string,
): Promise<Made> => {
  const { session, call } = work;
  const made = await makeOwnFolder(session, call, name);
  if (made === 'taken' && !operation.attemptedBefore) throw taken(name);
  const found = (await readOwnFolders(session, call)).find((own) => own.name === name);
  const folder = found === undefined ? null : await openSharedFolder(tool, work, found.fileId);
  if (folder === null) throw made === 'taken' ? taken(name) : lost();
  return { folder, isNew: made === 'done' };
};

/** A new, empty folder in which nobody is yet; or the one that an earlier attempt of this operation made. */
export const makeFolder = (
  tool: FolderTool,
  work: Work,
  operation: BatchOperation,
  { kind, name }: { readonly kind: FolderRef['kind']; readonly name: string },
): Promise<Made> => (kind === 'team-folder' ? makeTeamFolder : makeSharedFolder)(tool, work, operation, name);
