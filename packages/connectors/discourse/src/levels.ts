import type { Level, LevelOf } from '@passerelle/model';
import { z } from 'zod';
import data from './levels.json' with { type: 'json' };

export type ForumLevel = LevelOf<'forum'>;
/** 1: see, reply, create; 2: see, reply; 3: see (facts §5). */
export interface Access {
  readonly permission: 1 | 2 | 3 | null;
  /** The group moderates this category: never the site. */
  readonly moderates: boolean;
}

export const levelNames = ['read', 'reply', 'create', 'moderate'] as const;
const schema = z.record(
  z.enum(levelNames),
  z.strictObject({ permission: z.union([z.literal(1), z.literal(2), z.literal(3)]), shown: z.string() }),
);
const forum = schema.parse(data.forum);

/** Native permissions of each level, for the manifest. */
export const shownLevels = Object.fromEntries(levelNames.map((level) => [level, forum[level].shown]));

export const isForumLevel = (level: Level): level is ForumLevel =>
  level === 'none' || levelNames.some((known) => known === level);

export const accessOf = (level: ForumLevel): Access =>
  level === 'none'
    ? { permission: null, moderates: false }
    : { permission: forum[level].permission, moderates: level === 'moderate' };

export const isSameAccess = (a: Access, b: Access): boolean =>
  a.permission === b.permission && a.moderates === b.moderates;

/** The level that permissions amount to exactly; anything else is `other` and left for a person to judge. */
export const levelOf = (access: Access): ForumLevel | 'other' =>
  (['none', ...levelNames] as const).find((level) => isSameAccess(accessOf(level), access)) ?? 'other';

const words = { 1: 'see, reply, create', 2: 'see, reply', 3: 'see' } as const;
/** `3 (see), moderating group`: what a person needs to see of permissions that are no level. */
export const detailOf = ({ permission, moderates }: Access): string => {
  const held = permission === null ? 'nothing' : `${permission} (${words[permission]})`;
  return moderates ? `${held}, moderating group` : held;
};
