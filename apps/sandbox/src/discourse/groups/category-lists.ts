import type { Group, GroupSettings, User } from '../state.ts';
import type { Params } from '../transport/params.ts';

/** Lists of categories that a group tells its people of, by the level that each stands for (facts §4). */
export const categoryLists = [
  { name: 'watching_category_ids', level: 3 },
  { name: 'tracking_category_ids', level: 2 },
  { name: 'watching_first_post_category_ids', level: 4 },
  { name: 'regular_category_ids', level: 1 },
  { name: 'muted_category_ids', level: 0 },
] as const;

type Defaults = GroupSettings['categoryDefaults'];

export const categoriesAt = (group: Group, level: number): readonly number[] =>
  Object.entries(group.categoryDefaults)
    .filter(([, each]) => each === level)
    .map(([category]) => Number(category));

/** A list that is given replaces what stood at its level; one that is not given changes nothing of the group. */
export const givenDefaults = (before: Defaults, given: Params): Defaults => {
  const after = { ...before };
  for (const { name, level } of categoryLists) {
    if (!given.names().includes(name)) continue;
    for (const [category, each] of Object.entries(after)) if (each === level) Reflect.deleteProperty(after, category);
    for (const category of given.list(name)) after[category] = level;
  }
  return after;
};

/** What the request names, as the members' own settings would follow it: a list that is left out counts as emptied there. */
const namedDefaults = (given: Params): Defaults => givenDefaults({}, given);

type Touched = readonly { readonly user: User; readonly category: string; readonly level: number | null }[];

/**
 * Members' own settings that would follow a change: set where they have none, and taken away where they have what the group gave before and the request does
 * not name any more (`user_default_notifications` and `count_existing_users` of the groups' controller).
 */
export const touchedMembers = (before: Defaults, given: Params, members: readonly User[]): Touched => {
  const named = namedDefaults(given);
  const categories = new Set([...Object.keys(before), ...Object.keys(named)]);
  return [...categories].flatMap((category) => {
    const [old, level = null] = [before[category], named[category]];
    if (old === level) return [];
    return members
      .filter(({ categoryLevels: { [category]: own } }) => own === old || (own === undefined && level !== null))
      .map((user) => ({ user, category, level }));
  });
};
