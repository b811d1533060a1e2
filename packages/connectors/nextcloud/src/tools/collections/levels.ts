import type { Level } from '@passerelle/model';
import { z } from 'zod';
import data from '../../levels.json' with { type: 'json' };
import type { CollectionLevels } from './collection-tool.ts';

const levelSchema = z.strictObject({ access: z.enum(['read', 'read-write']), shown: z.string() });
const levelsSchema = z.strictObject({ read: levelSchema, write: levelSchema });

/** The levels of a tool whose spaces are calendars or address books: Nextcloud shares them to read, or to read and write. */
export const collectionLevels = (tool: 'calendar' | 'contacts'): CollectionLevels => {
  const levels = levelsSchema.parse(data[tool]);
  const entries: readonly (readonly [Level, z.infer<typeof levelSchema>])[] = [
    ['read', levels.read],
    ['write', levels.write],
  ];
  return {
    shown: { read: levels.read.shown, write: levels.write.shown },
    accessOf: (level) => (level === 'none' ? null : entries.find(([known]) => known === level)?.[1].access),
    levelOf: (access) => entries.find(([, { access: known }]) => known === access)?.[0] ?? 'other',
  };
};
