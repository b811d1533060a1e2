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
const levelsSchema = z.partialRecord(
  z.enum(['read', 'write', 'manage', 'edit']),
  z.strictObject({ permissions: z.int(), shown: z.string() }),
);

/** The levels of a tool whose spaces are folders, as permissions of a folder. */
export interface FolderLevels {
  /** Native permissions of each level, for the manifest. */
  readonly shown: Readonly<Partial<Record<Level, string>>>;
  /** 0 for `none`; null for a level of another tool. */
  permissionsOf(level: Level): number | null;
  /** The level that a bitmask amounts to exactly; anything else is `other` and left for a person to judge. */
  levelOf(permissions: number): Level | 'other';
}

export const folderLevels = (tool: 'files' | 'pads'): FolderLevels => {
  const levels: ReadonlyMap<Level, { readonly permissions: number; readonly shown: string }> = new Map(
    z.enum(['read', 'write', 'manage', 'edit']).options.flatMap((level) => {
      const entry = levelsSchema.parse(data[tool])[level];
      return entry === undefined ? [] : [[level, entry] as const];
    }),
  );
  return {
    shown: Object.fromEntries([...levels].map(([level, { shown }]) => [level, shown])),
    permissionsOf: (level) => (level === 'none' ? 0 : (levels.get(level)?.permissions ?? null)),
    levelOf: (permissions) => {
      if (permissions === 0) return 'none';
      for (const [level, entry] of levels) if (entry.permissions === permissions) return level;
      return 'other';
    },
  };
};

/** `7 (read, update, create)`: what a person needs to see of permissions that are no level. */
export const detailOf = (permissions: number): string => {
  const held = names.filter(([bit]) => (permissions & bit) !== 0).map(([, name]) => name);
  return `${permissions} (${held.length === 0 ? 'nothing' : held.join(', ')})`;
};
