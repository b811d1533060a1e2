import type { SpaceKey } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import type { FolderRef } from './folder-native.ts';
import type { FolderTool } from './folder-tool.ts';
import { openFolder } from './open-folder.ts';

/**
 * How the folder of a working group hangs in its parent's. Team folders nest: `ICANE/Documents` is a mount of its own inside the one at `ICANE` (facts §3), seen
 * only by its own groups. A folder inside a shared folder is open to everybody who has the outer one, so that there it stands beside it: `ICANE – Documents`.
 * Our own names never hold either sign.
 */
const signs = { 'team-folder': '/', 'shared-folder': ' – ' } as const;
type Kind = FolderRef['kind'];

export const joined = (kind: Kind, parent: string | null, name: string): string =>
  parent === null ? name : `${parent}${signs[kind]}${name}`;

/** What such a folder is called by itself, among all that there are; the whole name when what it says it hangs in is not there. */
export const nameInPlace = (kind: Kind, name: string, all: ReadonlySet<string>): string => {
  const at = name.lastIndexOf(signs[kind]);
  return at > 0 && all.has(name.slice(0, at)) ? name.slice(at + signs[kind].length) : name;
};

/** Where a folder hangs that hung below one which has just been renamed; null when it did not. */
export const movedAlong = (kind: Kind, name: string, from: string, to: string): string | null =>
  name.startsWith(from + signs[kind]) ? to + name.slice(from.length) : null;

/** Name of the folder that a new or renamed one hangs in; null when it stands by itself, or when the parent's is of the other kind or gone. */
export const parentName = async (
  tool: FolderTool,
  work: Work,
  kind: Kind,
  parent: SpaceKey | undefined,
): Promise<string | null> => {
  const native = parent === undefined ? undefined : work.spaces.get(parent);
  const folder = native === undefined ? null : await openFolder(tool, work, native);
  return folder?.ref.kind === kind ? folder.name : null;
};
