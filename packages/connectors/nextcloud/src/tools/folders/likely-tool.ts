import names from './folder-names.json' with { type: 'json' };
import type { FolderToolName } from './folder-native.ts';

const endings = names.pads.map((name) => name.normalize('NFC').toLowerCase());

/** The tool that a stranger's folder would be taken over for, by the end of its name: each folder is told once, as a space of one tool. */
export const likelyTool = (name: string): FolderToolName => {
  const folded = name.normalize('NFC').toLowerCase();
  return endings.some((ending) => folded.endsWith(ending)) ? 'pads' : 'files';
};
