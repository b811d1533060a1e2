import type { NativeId, Tool } from '@passerelle/model';

/** A space is a team folder, known by its number, or a shared folder, known by its file's number: both outlive every renaming. */
export type FolderRef =
  { readonly kind: 'team-folder'; readonly id: number } | { readonly kind: 'shared-folder'; readonly fileId: number };

/** Tools whose spaces are folders. */
export const folderToolNames = ['files', 'pads'] as const;
export type FolderToolName = (typeof folderToolNames)[number];
export const isFolderTool = (tool: Tool): tool is FolderToolName => folderToolNames.some((known) => known === tool);

/** `12`, `file:34`; of other tools than files with the tool in front, so that no two spaces ever bear one id: `pads:12`, `pads:file:34`. */
export const nativeOf = (tool: FolderToolName, ref: FolderRef): NativeId =>
  (tool === 'files' ? '' : `${tool}:`) + (ref.kind === 'team-folder' ? String(ref.id) : `file:${ref.fileId}`);

/** Null for what this tool never gave out. */
export const folderRefOf = (tool: FolderToolName, native: NativeId): FolderRef | null => {
  const match = /^(?:([a-z]+):)??(file:)?(\d+)$/.exec(native);
  if (match === null || (match[1] ?? 'files') !== tool) return null;
  const number = Number(match[3]);
  return match[2] === undefined ? { kind: 'team-folder', id: number } : { kind: 'shared-folder', fileId: number };
};
