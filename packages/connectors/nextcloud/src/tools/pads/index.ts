import { folderSpaces } from '../folders/folder-tool.ts';
import type { ToolSpaces } from '../tool-spaces.ts';

/** The folder of the documents that a community writes together in Nextcloud Text, which lets somebody edit whoever may update the file (facts §7). */
export const pads: ToolSpaces = folderSpaces('pads');
