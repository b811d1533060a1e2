/** What people may be told of a category: nothing but what concerns them, its count of new posts, its topics' beginnings, everything. */
export const notificationNames = ['normal', 'tracking', 'first-post', 'watching'] as const;
export type NotificationName = (typeof notificationNames)[number];

/** A group's lists of categories by level, under the names that the forum gives them (facts §4). */
export const notificationLists = [
  'muted_category_ids',
  'regular_category_ids',
  'tracking_category_ids',
  'watching_category_ids',
  'watching_first_post_category_ids',
] as const;
export type NotificationList = (typeof notificationLists)[number];

export const listOf = {
  tracking: 'tracking_category_ids',
  'first-post': 'watching_first_post_category_ids',
  watching: 'watching_category_ids',
} as const satisfies Readonly<Record<Exclude<NotificationName, 'normal'>, NotificationList>>;
