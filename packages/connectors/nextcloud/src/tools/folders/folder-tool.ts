import type { ToolSpaces } from '../tool-spaces.ts';
import type { FolderToolName } from './folder-native.ts';
import { applyGrantChange } from './grant.ts';
import { folderLevels, type FolderLevels } from './levels.ts';
import { observeFolders } from './observe.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './space.ts';

/** A tool whose spaces are folders of their own. */
export interface FolderTool {
  readonly tool: FolderToolName;
  readonly levels: FolderLevels;
}

/**
 * Team folders, or folders of the service account that are shared with groups. Each tool has a folder of its own in each community: advanced permissions
 * inside one folder cannot give more than the folder itself does, and a group without a rule there undoes nothing (facts §3).
 */
export const folderSpaces = (name: FolderToolName): ToolSpaces => {
  const tool: FolderTool = { tool: name, levels: folderLevels(name) };
  return {
    tool: name,
    shownLevels: tool.levels.shown,
    create: (work, operation, change) => applySpaceCreate(tool, work, operation, change),
    update: (work, operation, change) => applySpaceUpdate(tool, work, operation, change),
    adopt: (work, operation, change) => applySpaceAdopt(tool, work, operation, change),
    grant: (work, operation, change) => applyGrantChange(tool, work, operation, change),
    observe: (session, scope, call, reading) => observeFolders(tool, session, scope, call, reading),
  };
};
