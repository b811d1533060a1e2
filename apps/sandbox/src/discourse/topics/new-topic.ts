import type { Platform } from '../platform.ts';
import type { Post, Topic, User } from '../state.ts';

export interface NewTopic {
  readonly title: string;
  readonly raw: string;
  readonly categoryId: number;
  readonly externalId?: string | null;
  readonly createdAt?: number;
}

export const addPost = (
  platform: Platform,
  topic: Topic,
  user: User,
  given: { readonly raw: string; readonly replyTo?: number | null; readonly createdAt?: number },
): Post => {
  let last = 0;
  for (const each of platform.state.posts.values()) if (each.topicId === topic.id) last = Math.max(last, each.number);
  const createdAt = given.createdAt ?? platform.now();
  const post: Post = {
    id: platform.state.nextIds.post++,
    topicId: topic.id,
    number: last + 1,
    userId: user.id,
    raw: given.raw,
    replyTo: given.replyTo ?? null,
    createdAt,
    updatedAt: createdAt,
    version: 1,
    editReason: null,
    deletedAt: null,
  };
  platform.state.posts.set(post.id, post);
  topic.bumpedAt = createdAt;
  return post;
};

export const addTopic = (
  platform: Platform,
  user: User,
  given: NewTopic,
): { readonly topic: Topic; readonly post: Post } => {
  const createdAt = given.createdAt ?? platform.now();
  const topic: Topic = {
    id: platform.state.nextIds.topic++,
    title: given.title,
    categoryId: given.categoryId,
    userId: user.id,
    externalId: given.externalId ?? null,
    createdAt,
    bumpedAt: createdAt,
    closed: false,
    archived: false,
    visible: true,
    pinnedAt: null,
    pinnedUntil: null,
    pinnedGlobally: false,
    deletedAt: null,
  };
  platform.state.topics.set(topic.id, topic);
  return { topic, post: addPost(platform, topic, user, { raw: given.raw, createdAt }) };
};
