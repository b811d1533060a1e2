import type { Level } from '@passerelle/model';
import { z } from 'zod';
import data from '../../levels.json' with { type: 'json' };

/** Nextcloud's bitmask: 1 read, 2 update, 4 create, 8 delete, 16 share. The same for team folders and shares. */
const names: readonly (readonly [number, string])[] = [
  [1, 'read'],
  [2, 'update'],
  [4, 'create'],
  [8, 'delete'],
  [16, 'share'],
];
export type FilesLevel = 'none' | 'read' | 'write' | 'manage';
const schema = z.record(
  z.enum(['read', 'write', 'manage']),
  z.strictObject({ permissions: z.int(), shown: z.string() }),
);
const files = schema.parse(data.files);

/** Native permissions of each level, for the manifest. */
export const shownLevels = { read: files.read.shown, write: files.write.shown, manage: files.manage.shown };

export const isFilesLevel = (level: Level): level is FilesLevel =>
  level === 'none' || level === 'read' || level === 'write' || level === 'manage';

export const permissionsOf = (level: FilesLevel): number => (level === 'none' ? 0 : files[level].permissions);

/** The level that a bitmask amounts to exactly; anything else is `other` and left for a person to judge. */
export const levelOf = (permissions: number): FilesLevel | 'other' => {
  for (const level of ['none', 'read', 'write', 'manage'] as const) {
    if (permissionsOf(level) === permissions) return level;
  }
  return 'other';
};

/** `7 (read, update, create)`: what a person needs to see of permissions that are no level. */
export const detailOf = (permissions: number): string => {
  const held = names.filter(([bit]) => (permissions & bit) !== 0).map(([, name]) => name);
  return `${permissions} (${held.length === 0 ? 'nothing' : held.join(', ')})`;
};
