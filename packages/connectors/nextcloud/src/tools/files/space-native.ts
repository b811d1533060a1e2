import type { NativeId } from '@passerelle/model';

/** A space is a team folder, known by its number, or a shared folder, known by its file's number: both outlive every renaming. */
export type SpaceRef =
  { readonly kind: 'team-folder'; readonly id: number } | { readonly kind: 'shared-folder'; readonly fileId: number };

export const nativeOf = (ref: SpaceRef): NativeId =>
  ref.kind === 'team-folder' ? String(ref.id) : `file:${ref.fileId}`;

/** Null for what this connector never gave out. */
export const spaceRefOf = (native: NativeId): SpaceRef | null => {
  const match = /^(file:)?(\d+)$/.exec(native);
  if (match === null) return null;
  const number = Number(match[2]);
  return match[1] === undefined ? { kind: 'team-folder', id: number } : { kind: 'shared-folder', fileId: number };
};
