import { EVERYONE, isIn } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { Category, PermissionType, Post, Topic, User } from '../state.ts';
import { isSilenced } from '../transport/authentication.ts';
import { isStaff } from '../transport/endpoint.ts';

/**
 * Who may do what, as Discourse's guardian decides it. An administrator sees everything; a moderator sees what the
 * groups see that a moderator is in; a category's moderation group looks after the topics that its people can see.
 */

/** The best permission that any of the user's groups has; null where none has. */
export const permissionIn = (platform: Platform, category: Category, user: User | null): PermissionType | null => {
  if (user?.admin === true) return 1;
  if (category.permissions.size === 0) return category.readRestricted ? null : user === null ? 3 : 1;
  let best: PermissionType | null = null;
  for (const [groupId, permission] of category.permissions) {
    const group = platform.state.groups.get(groupId);
    if (group === undefined) continue;
    const counts = user === null ? groupId === EVERYONE : isIn(group, user);
    if (counts && (best === null || permission < best)) best = permission;
  }
  if (best !== null && user === null) return 3;
  return best ?? (category.readRestricted ? null : 3);
};

export const maySeeCategory = (platform: Platform, category: Category, user: User | null): boolean =>
  permissionIn(platform, category, user) !== null;

const mayWrite = (platform: Platform, user: User | null): user is User => user !== null && !isSilenced(platform, user);

export const mayCreateTopicIn = (platform: Platform, category: Category, user: User | null): boolean =>
  mayWrite(platform, user) && permissionIn(platform, category, user) === 1;

const mayPostIn = (platform: Platform, category: Category, user: User | null): boolean =>
  mayWrite(platform, user) && (permissionIn(platform, category, user) ?? 3) < 3;

export const categoryOf = (platform: Platform, topic: Topic): Category => {
  const category = platform.state.categories.get(topic.categoryId);
  if (category === undefined)
    throw new Error(`topic ${topic.id} is in category ${topic.categoryId}, which isn't there`);
  return category;
};

/** In a moderation group of the category, where the site lets categories have any. */
export const moderatesCategory = (platform: Platform, category: Category, user: User | null): boolean =>
  platform.settings.enableCategoryGroupModeration &&
  user !== null &&
  category.moderatingGroupIds.some((id) => {
    const group = platform.state.groups.get(id);
    return group !== undefined && isIn(group, user);
  });

export const maySeeTopic = (platform: Platform, topic: Topic, user: User | null): boolean => {
  if (user?.admin === true) return true;
  if (topic.deletedAt !== null && !isStaff(user)) return false;
  return maySeeCategory(platform, categoryOf(platform, topic), user);
};

/** Close, archive, pin, hide: staff, and the moderation group of the category. */
export const mayModerateTopic = (platform: Platform, topic: Topic, user: User | null): boolean =>
  maySeeTopic(platform, topic, user) &&
  (isStaff(user) || (user?.trustLevel ?? 0) >= 4 || moderatesCategory(platform, categoryOf(platform, topic), user));

export const mayReplyTo = (platform: Platform, topic: Topic, user: User | null): boolean => {
  if (topic.deletedAt !== null || user === null) return false;
  if (user.admin) return true;
  const open = !topic.closed && !topic.archived;
  return (open || user.moderator || user.trustLevel >= 4) && mayPostIn(platform, categoryOf(platform, topic), user);
};

export const isAboutTopic = (platform: Platform, topic: Topic): boolean =>
  categoryOf(platform, topic).topicId === topic.id;

const postsIn = (platform: Platform, topic: Topic): number =>
  [...platform.state.posts.values()].filter((post) => post.topicId === topic.id && post.deletedAt === null).length;

export const mayDeleteTopic = (platform: Platform, topic: Topic, user: User | null): boolean => {
  if (user === null || topic.deletedAt !== null || isAboutTopic(platform, topic)) return false;
  if (!maySeeTopic(platform, topic, user)) return false;
  const freshOwn =
    topic.userId === user.id && postsIn(platform, topic) <= 1 && topic.createdAt > platform.now() - 24 * 3_600_000;
  return isStaff(user) || freshOwn || moderatesCategory(platform, categoryOf(platform, topic), user);
};

export const mayDeletePost = (platform: Platform, post: Post, topic: Topic, user: User | null): boolean => {
  if (user === null || post.deletedAt !== null) return false;
  if (post.number === 1) return mayDeleteTopic(platform, topic, user);
  if (!maySeeTopic(platform, topic, user)) return false;
  if (isStaff(user) || moderatesCategory(platform, categoryOf(platform, topic), user)) return true;
  return post.userId === user.id && !topic.archived;
};

/** A day after writing, nobody but staff edits a new member's post any more. */
const EDIT_MS = 24 * 3_600_000;

export const mayEditPost = (platform: Platform, post: Post, topic: Topic, user: User | null): boolean => {
  if (user === null) return false;
  if (user.admin) return true;
  if (!maySeeTopic(platform, topic, user) || !mayPostIn(platform, categoryOf(platform, topic), user)) return false;
  if (user.moderator || moderatesCategory(platform, categoryOf(platform, topic), user)) return true;
  return (
    post.userId === user.id && !topic.archived && post.deletedAt === null && post.createdAt > platform.now() - EDIT_MS
  );
};

export const mayEditTopic = (platform: Platform, topic: Topic, user: User | null): boolean => {
  if (user === null || !maySeeTopic(platform, topic, user)) return false;
  if (user.admin) return true;
  if (user.moderator) return mayPostIn(platform, categoryOf(platform, topic), user);
  const may = mayCreateTopicIn(platform, categoryOf(platform, topic), user);
  const own = topic.userId === user.id && topic.createdAt > platform.now() - EDIT_MS && !topic.archived;
  return may && (own || moderatesCategory(platform, categoryOf(platform, topic), user));
};
