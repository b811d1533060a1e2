import type { Platform } from '../platform.ts';
import type { Post, Topic, User } from '../state.ts';
import { avatarOf, time } from '../users/user-parts.ts';
import { mayDeletePost, mayEditPost } from './guardian.ts';
import { topicSlug } from './slug.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Paragraphs only: the sandbox shows what was written, without Discourse's markup. */
export const cooked = (raw: string): string =>
  raw
    .split(/\n{2,}/)
    .map((part) => `<p>${escaped(part)}</p>`)
    .join('\n');

export const postsOf = (platform: Platform, topic: Topic): Post[] =>
  [...platform.state.posts.values()].filter((post) => post.topicId === topic.id).sort((a, b) => a.number - b.number);

/** A post as it stands in a topic. */
export const postAnswer = (platform: Platform, post: Post, topic: Topic, viewer: User | null): object => {
  const author = platform.state.users.get(post.userId);
  return {
    id: post.id,
    name: author?.name ?? '',
    username: author?.username ?? '',
    avatar_template: author === undefined ? '' : avatarOf(author),
    created_at: time(post.createdAt),
    cooked: cooked(post.raw),
    post_number: post.number,
    post_type: 1,
    updated_at: time(post.updatedAt),
    reply_count: postsOf(platform, topic).filter((each) => each.replyTo === post.number && each.deletedAt === null)
      .length,
    reply_to_post_number: post.replyTo,
    quote_count: 0,
    incoming_link_count: 0,
    reads: 0,
    readers_count: 0,
    score: 0,
    yours: viewer?.id === post.userId,
    topic_id: topic.id,
    topic_slug: topicSlug(topic.title),
    display_username: author?.name ?? '',
    primary_group_name: null,
    flair_name: null,
    flair_url: null,
    flair_bg_color: null,
    flair_color: null,
    version: post.version,
    can_edit: mayEditPost(platform, post, topic, viewer),
    can_delete: mayDeletePost(platform, post, topic, viewer),
    can_recover: false,
    can_see_hidden_post: viewer?.admin === true,
    can_wiki: viewer?.admin === true,
    user_title: author?.title ?? null,
    bookmarked: false,
    actions_summary: [],
    moderator: author?.moderator ?? false,
    admin: author?.admin ?? false,
    staff: author?.admin === true || author?.moderator === true,
    user_id: post.userId,
    hidden: false,
    trust_level: author?.trustLevel ?? 0,
    deleted_at: time(post.deletedAt),
    user_deleted: false,
    edit_reason: post.editReason,
    can_view_edit_history: true,
    wiki: false,
    reviewable_id: 0,
    reviewable_score_count: 0,
    reviewable_score_pending_count: 0,
  };
};

/** A post by itself, as its creation, reading and editing answer it. */
export const singlePostAnswer = (platform: Platform, post: Post, topic: Topic, viewer: User | null): object => ({
  ...postAnswer(platform, post, topic, viewer),
  raw: post.raw,
  flair_group_id: null,
  posts_count: postsOf(platform, topic).filter(({ deletedAt }) => deletedAt === null).length,
  reviewable_id: null,
  post_url: `/t/${topicSlug(topic.title)}/${topic.id}/${post.number}`,
  mentioned_users: [],
});
