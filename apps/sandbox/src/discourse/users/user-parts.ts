import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';

export const avatarOf = (user: User): string =>
  `/letter_avatar_proxy/v4/letter/${user.username.slice(0, 1).toLowerCase()}/58956e/{size}.png`;

export const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** The few fields by which people are named inside other answers. */
export const basicUser = (user: User): object => ({
  id: user.id,
  username: user.username,
  name: user.name,
  avatar_template: avatarOf(user),
});

export const basicUserById = (platform: Platform, id: number): object | null => {
  const user = platform.state.users.get(id);
  return user === undefined ? null : basicUser(user);
};

export const postCountOf = (platform: Platform, user: User): number => {
  let count = 0;
  for (const post of platform.state.posts.values()) if (post.userId === user.id && post.deletedAt === null) count++;
  return count;
};

export const topicCountOf = (platform: Platform, user: User): number => {
  let count = 0;
  for (const topic of platform.state.topics.values()) if (topic.userId === user.id && topic.deletedAt === null) count++;
  return count;
};
