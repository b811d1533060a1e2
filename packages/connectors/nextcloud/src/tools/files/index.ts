import { folderSpaces } from '../folders/folder-tool.ts';
import type { ToolSpaces } from '../tool-spaces.ts';

/** A community's own folder. */
export const files: ToolSpaces = folderSpaces('files');
