import type { ToolSpaces } from '../tool-spaces.ts';
import { applyGrantChange } from './grant.ts';
import { shownLevels } from './levels.ts';
import { observeSpaces } from './observe.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './space.ts';

/** Team folders, or folders of the service account that are shared with groups. */
export const files: ToolSpaces = {
  tool: 'files',
  shownLevels,
  create: applySpaceCreate,
  update: applySpaceUpdate,
  adopt: applySpaceAdopt,
  grant: applyGrantChange,
  observe: observeSpaces,
};
