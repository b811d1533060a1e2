import type { ToolSpaces } from '../tool-spaces.ts';
import { adopt, relabel } from './change-space.ts';
import type { CollectionTool } from './collection-tool.ts';
import { collectionEntries } from './entries.ts';
import { createCollection } from './make-space.ts';
import { observeCollections } from './observe.ts';
import { applyShares } from './write-shares.ts';

/** The spaces of a tool that are calendars or address books of the service accounts, shared with the community's groups. */
export const collectionSpaces = (tool: CollectionTool): ToolSpaces => ({
  tool: tool.tool,
  shownLevels: tool.levels.shown,
  create: (work, operation, change) => createCollection(tool, work, operation, change),
  update: (work, operation, change) => relabel(tool, work, operation, change),
  adopt: (work, operation, change) => adopt(tool, work, operation, change),
  grant: (work, operation, change) => applyShares(tool, work, operation, change),
  entries: collectionEntries(tool),
  observe: (session, scope, call, reading) => observeCollections(tool, session, scope, call, reading),
});
