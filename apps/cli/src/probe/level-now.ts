import { compareLevels, type Level, type Tool } from '@passerelle/model';
import type { Answered } from './ask-platform.ts';

/** What the platform gives somebody now. Null: it did not say; `other`: rights that match no level. A space that is not there gives nothing. */
export function levelNow(
  tool: Tool,
  { account, groups, spaces }: Answered,
  grantsTo: 'groups' | 'people',
): Level | 'other' | null {
  if (!spaces.has(tool)) return 'none';
  const space = spaces.get(tool) ?? null;
  if (account.state === 'unread' || space === null) return null;
  if (account.state !== 'enabled') return 'none';
  if (grantsTo === 'people') return space.own ?? 'none';
  if (groups.some(({ state }) => state === 'unread')) return null;
  const levels = groups.flatMap(({ group, state }) => (state === 'in' ? [space.groups.get(group) ?? 'none'] : []));
  if (levels.includes('other')) return 'other';
  return levels.reduce<Level | 'other'>(
    (highest, level) =>
      level !== 'other' && highest !== 'other' && compareLevels(tool, level, highest) > 0 ? level : highest,
    'none',
  );
}
