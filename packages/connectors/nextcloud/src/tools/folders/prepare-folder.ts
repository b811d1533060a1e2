import { communityOfKey, type SpaceCreate } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { assignGroup, setQuota, unassignGroup, unlimited } from '../../client/folders.ts';
import type { FolderTool } from './folder-tool.ts';
import type { OpenFolder } from './open-folder.ts';
import { quotaFor } from './quota.ts';
import { enterServiceGroup } from './service-group.ts';
import { startingEntries, writeStartingEntries, type StartingEntry } from './starting-documents.ts';

/** In a team folder the service account is a guest: it goes in, writes, and goes out again. */
const furnish = async (work: Work, folder: OpenFolder, entries: readonly StartingEntry[]): Promise<boolean> => {
  const at = `/${folder.name}`;
  if (folder.ref.kind === 'shared-folder') return writeStartingEntries(work, at, entries);
  const { session, call } = work;
  const group = await enterServiceGroup(work);
  // Refused when an attempt that broke off has left it there.
  await assignGroup(session, call, folder.ref.id, group);
  const wrote = await writeStartingEntries(work, at, entries);
  await unassignGroup(session, call, folder.ref.id, group);
  return wrote;
};

/** What a folder is born with: its starting documents, then its quota. Never done again: members and administrators change both as they like. */
export const prepareFolder = async (
  { tool }: FolderTool,
  work: Work,
  folder: OpenFolder,
  change: SpaceCreate,
): Promise<boolean> => {
  const { session, call } = work;
  const isFurnished = session.config.startingDocuments ?? true;
  const entries = isFurnished ? startingEntries(tool, change.language ?? 'en', change.label) : [];
  const wrote = entries.length > 0 && (await furnish(work, folder, entries));
  const quota = quotaFor(session.config, communityOfKey(change.space));
  if (folder.ref.kind === 'shared-folder' || quota === unlimited || folder.quota !== unlimited) return wrote;
  await setQuota(session, call, folder.ref.id, quota);
  return true;
};
