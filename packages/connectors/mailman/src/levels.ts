import type { Level, LevelOf } from '@passerelle/model';
import { z } from 'zod';
import data from './levels.json' with { type: 'json' };

export type ListLevel = LevelOf<'list'>;
export const actions = ['hold', 'reject', 'discard', 'accept', 'defer'] as const;
/** What becomes of a member's post. `defer`: the list's ordinary rules (size, commands by mistake); `accept`: past them all. */
export type Action = (typeof actions)[number];

/** What somebody is on a list. */
export interface Standing {
  /** Null: no member. */
  readonly action: Action | null;
  readonly moderator: boolean;
  readonly owner: boolean;
  /** Delivery was stopped since their mailbox did not take it. */
  readonly bounced: boolean;
  /** What they write is thrown away unread. */
  readonly banned: boolean;
}

const levels = ['receive', 'post', 'moderate'] as const;
const schema = z.record(
  z.enum(levels),
  z.strictObject({ action: z.enum(['hold', 'defer']), moderator: z.boolean(), shown: z.string() }),
);
const list = schema.parse(data.list);

/** Native permissions of each level, for the manifest. */
export const shownLevels = Object.fromEntries(levels.map((level) => [level, list[level].shown]));

export const isListLevel = (level: Level): level is ListLevel =>
  level === 'none' || levels.some((known) => known === level);

/** What a level is there; `receivers`: what becomes of posts at `receive`. Null: not on the list. */
export const wantedAt = (
  level: ListLevel,
  receivers: 'hold' | 'reject',
): { readonly action: Action; readonly moderator: boolean } | null => {
  if (level === 'none') return null;
  const { action, moderator } = list[level];
  return { action: action === 'hold' ? receivers : action, moderator };
};

/** Actions that come to the same for whoever writes: the post gets through, or it does not. */
export const isSameAction = (a: Action, b: Action): boolean => {
  const through = (action: Action): boolean => action === 'accept' || action === 'defer';
  const stopped = (action: Action): boolean => action === 'hold' || action === 'reject';
  return a === b || (through(a) && through(b)) || (stopped(a) && stopped(b));
};

/** The level that a standing amounts to exactly; anything else is `other` and left for a person to judge. */
export const levelOf = ({ action, moderator, owner, bounced, banned }: Standing): ListLevel | 'other' => {
  if (owner || bounced || banned) return 'other';
  if (action === null) return moderator ? 'other' : 'none';
  const found = levels.find((level) => list[level].moderator === moderator && isSameAction(list[level].action, action));
  return found ?? 'other';
};

const actionWords: Readonly<Record<Action, string>> = {
  hold: 'posts held',
  reject: 'posts rejected',
  discard: 'posts thrown away',
  accept: 'posts accepted',
  defer: 'posts accepted',
};
/** `member (posts held), delivery stopped after bounces`: what a person needs to see of what is no level. */
export const detailOf = ({ action, moderator, owner, bounced, banned }: Standing): string =>
  [
    action === null ? 'not a member' : `member (${actionWords[action]})`,
    ...(moderator ? ['moderator'] : []),
    ...(owner ? ['owner'] : []),
    ...(bounced ? ['delivery stopped after bounces'] : []),
    ...(banned ? ['banned from the list'] : []),
  ].join(', ');
