import type { Platform } from '../platform.ts';
import type { Post, Topic, User } from '../state.ts';
import { basicUser, time } from '../users/user-parts.ts';
import { mayDeleteTopic, mayEditTopic, mayModerateTopic, mayReplyTo } from './guardian.ts';
import { postAnswer, postsOf } from './post-answer.ts';
import { topicSlug } from './slug.ts';

const POSTS_AT_ONCE = 20;

export const isPinned = (platform: Platform, topic: Topic): boolean =>
  topic.pinnedAt !== null && (topic.pinnedUntil === null || topic.pinnedUntil > platform.now());

const standing = (posts: readonly Post[]): readonly Post[] => posts.filter(({ deletedAt }) => deletedAt === null);

const shared = (platform: Platform, topic: Topic, posts: readonly Post[]) => ({
  id: topic.id,
  title: topic.title,
  fancy_title: topic.title,
  slug: topicSlug(topic.title),
  posts_count: posts.length,
  reply_count: posts.filter(({ replyTo }) => replyTo !== null).length,
  highest_post_number: posts.at(-1)?.number ?? 1,
  image_url: null,
  created_at: time(topic.createdAt),
  last_posted_at: time(posts.at(-1)?.createdAt ?? topic.createdAt),
  archetype: 'regular',
  pinned: isPinned(platform, topic),
  unpinned: null,
  visible: topic.visible,
  closed: topic.closed,
  archived: topic.archived,
  bookmarked: false,
  views: 0,
  like_count: 0,
  has_summary: false,
  category_id: topic.categoryId,
  pinned_globally: topic.pinnedGlobally,
  featured_link: null,
});

/** A row of a list of topics. */
export const listedTopic = (platform: Platform, topic: Topic): object => {
  const posts = standing(postsOf(platform, topic));
  const last = posts.at(-1)?.userId ?? topic.userId;
  return {
    ...shared(platform, topic, posts),
    bumped: true,
    bumped_at: time(topic.bumpedAt),
    unseen: false,
    excerpt: (posts[0]?.raw ?? '').slice(0, 220),
    // Nothing is known of a topic that the caller has never opened, and nobody opens any here.
    liked: null,
    bookmarked: null,
    last_poster_username: platform.state.users.get(last)?.username ?? '',
    posters: [...new Set([topic.userId, last])].map((id, index) => ({
      extras: id === last ? 'latest' : '',
      description: index === 0 ? 'Original Poster' : 'Most Recent Poster',
      user_id: id,
      primary_group_id: null,
    })),
  };
};

const details = (platform: Platform, topic: Topic, posts: readonly Post[], viewer: User | null): object => {
  const moderates = mayModerateTopic(platform, topic, viewer);
  const edits = mayEditTopic(platform, topic, viewer);
  const person = (id: number): object => {
    const user = platform.state.users.get(id);
    return user === undefined ? {} : basicUser(user);
  };
  const isIn = viewer !== null;
  const flags = {
    can_edit: edits,
    can_move_posts: moderates,
    can_delete: mayDeleteTopic(platform, topic, viewer),
    can_create_post: mayReplyTo(platform, topic, viewer),
    can_reply_as_new_topic: isIn,
    can_flag_topic: isIn,
    can_remove_allowed_users: viewer?.admin === true,
    can_convert_topic: viewer?.admin === true,
    can_banner_topic: viewer?.admin === true,
    can_review_topic: moderates,
    can_close_topic: moderates,
    can_archive_topic: moderates,
    can_split_merge_topic: moderates,
    can_edit_staff_notes: moderates,
    can_toggle_topic_visibility: moderates,
    can_pin_unpin_topic: moderates,
    can_moderate_category: moderates,
  };
  return {
    // What one may not do is absent from the answer, not false.
    ...Object.fromEntries(Object.entries(flags).filter(([, may]) => may)),
    notification_level: 1,
    ...(viewer === null ? {} : { can_remove_self_id: viewer.id }),
    created_by: person(topic.userId),
    last_poster: person(posts.at(-1)?.userId ?? topic.userId),
  };
};

/** A topic by itself, with its first posts. */
export const topicAnswer = (platform: Platform, topic: Topic, viewer: User | null): object => {
  const all = postsOf(platform, topic);
  const posts = standing(all);
  // Of a deleted topic staff still see what was in it.
  const shown = topic.deletedAt === null ? posts : all;
  return {
    ...shared(platform, topic, posts),
    post_stream: {
      posts: shown
        .slice(0, POSTS_AT_ONCE)
        .map((post) => ({ ...postAnswer(platform, post, topic, viewer), link_counts: [], read: true })),
      stream: shown.map(({ id }) => id),
    },
    timeline_lookup: [],
    suggested_topics: [],
    tags: [],
    tags_descriptions: {},
    word_count: posts.reduce((count, { raw }) => count + raw.split(/\s+/).length, 0),
    deleted_at: time(topic.deletedAt),
    user_id: topic.userId,
    pinned_at: time(topic.pinnedAt),
    pinned_until: time(topic.pinnedUntil),
    ...(topic.externalId === null ? {} : { external_id: topic.externalId }),
    slow_mode_seconds: 0,
    draft: null,
    draft_key: `topic_${topic.id}`,
    draft_sequence: 0,
    current_post_number: 1,
    deleted_by: null,
    has_deleted: all.length > posts.length,
    actions_summary: [],
    chunk_size: POSTS_AT_ONCE,
    bookmarks: [],
    topic_timer: null,
    message_bus_last_id: 0,
    participant_count: new Set(posts.map(({ userId }) => userId)).size,
    show_read_indicator: false,
    thumbnails: null,
    slow_mode_enabled_until: null,
    details: details(platform, topic, posts, viewer),
  };
};
