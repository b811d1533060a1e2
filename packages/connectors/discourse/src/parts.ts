import type { SpacePart } from '@passerelle/connector-kit';
import { z } from 'zod';
import data from './parts.json' with { type: 'json' };
import { levelNames } from './levels.ts';

export const partNames = ['annonces', 'questions', 'ressources'] as const;
export type PartName = (typeof partNames)[number];

export const isPartName = (name: string): name is PartName => partNames.some((known) => known === name);

const level = z.enum(levelNames);
const schema = z.record(
  z.enum(partNames),
  z.strictObject({
    label: z.string(),
    levels: z.partialRecord(level, level).optional(),
    because: z.string().min(1),
  }),
);
const known = schema.parse(data);

/** The sub-categories of a community's category, in the order in which people should see them. */
export const forumParts: readonly SpacePart[] = partNames.map((name) => {
  const { label, levels } = known[name];
  if (levels === undefined) return { name, label };
  return { name, label, levels: Object.fromEntries(Object.entries(levels)) };
});

/** Levels of categories that a forum has unless its hidden setting `max_category_nesting` says three (facts §5). */
export const usualDepth = 2;

/** Which parts there can be: below a category of the forum's own, a forum of two levels has no room for them. */
export const partsOf = (config: {
  readonly parts: readonly PartName[];
  readonly parentCategory?: number | undefined;
  readonly categoryLevels: number;
}): readonly PartName[] => (hasRoomInside(config) ? config.parts : []);

/** Whether a community's category can hold others. */
export const hasRoomInside = (config: {
  readonly parentCategory?: number | undefined;
  readonly categoryLevels: number;
}): boolean => config.parentCategory === undefined || config.categoryLevels > usualDepth;
