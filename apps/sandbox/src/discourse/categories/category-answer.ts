import { EVERYONE } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { Category, User } from '../state.ts';
import { moderatesCategory, permissionIn } from '../topics/guardian.ts';
import { topicSlug } from '../topics/slug.ts';

export const childrenOf = (platform: Platform, category: Category): Category[] =>
  [...platform.state.categories.values()].filter(({ parentId }) => parentId === category.id);

/** Topics that count: the one about the category itself does not. */
export const topicCountIn = (platform: Platform, category: Category): number => {
  let count = 0;
  for (const topic of platform.state.topics.values()) {
    if (topic.categoryId === category.id && topic.deletedAt === null && topic.id !== category.topicId) count++;
  }
  return count;
};

const postCountIn = (platform: Platform, category: Category): number => {
  let count = 0;
  for (const post of platform.state.posts.values()) {
    if (post.deletedAt !== null || post.topicId === category.topicId) continue;
    if (platform.state.topics.get(post.topicId)?.categoryId === category.id) count++;
  }
  return count;
};

const topicUrl = (platform: Platform, category: Category): string | null => {
  const topic = category.topicId === null ? undefined : platform.state.topics.get(category.topicId);
  return topic === undefined ? null : `/t/${topicSlug(topic.title)}/${topic.id}`;
};

/** What lists of categories and a category by itself have in common. */
const common = (platform: Platform, category: Category, viewer: User | null) => ({
  id: category.id,
  name: category.name,
  color: category.color,
  text_color: category.textColor,
  style_type: 'square',
  emoji: null,
  icon: null,
  slug: category.slug,
  topic_count: topicCountIn(platform, category),
  post_count: postCountIn(platform, category),
  position: category.position,
  description: category.description,
  description_text: category.description,
  description_excerpt: category.description,
  topic_url: topicUrl(platform, category),
  read_restricted: category.readRestricted,
  permission: permissionIn(platform, category, viewer),
  ...(category.parentId === null ? {} : { parent_category_id: category.parentId }),
  notification_level: viewer?.categoryLevels[category.id] ?? 1,
  can_edit: viewer?.admin === true || moderatesCategory(platform, category, viewer),
  topic_template: category.topicTemplate,
  topic_title_placeholder: null,
  has_children: childrenOf(platform, category).length > 0,
  subcategory_count: childrenOf(platform, category).length,
  sort_order: null,
  sort_ascending: null,
  show_subcategory_list: false,
  num_featured_topics: 3,
  default_view: null,
  subcategory_list_style: 'rows_with_featured_topics',
  default_top_period: 'all',
  default_list_filter: category.defaultListFilter,
  minimum_required_tags: 0,
  navigate_to_first_post_after_read: false,
  uploaded_logo: null,
  uploaded_logo_dark: null,
  uploaded_background: null,
  uploaded_background_dark: null,
});

/** A row of `GET /categories.json`. */
export const listedCategory = (
  platform: Platform,
  category: Category,
  viewer: User | null,
  children: readonly Category[],
): object => {
  const count = topicCountIn(platform, category);
  return {
    ...common(platform, category, viewer),
    topics_day: count,
    topics_week: count,
    topics_month: count,
    topics_year: count,
    topics_all_time: count,
    subcategory_ids: children.map(({ id }) => id),
  };
};

const groupPermissions = (platform: Platform, category: Category): object[] => {
  const rows = [...category.permissions].map(([groupId, permission]) => ({
    permission_type: permission,
    group_name: platform.state.groups.get(groupId)?.name ?? '',
    group_id: groupId,
  }));
  if (rows.length > 0 || category.readRestricted) return rows.sort((a, b) => (a.group_name < b.group_name ? -1 : 1));
  return [{ permission_type: 1, group_name: 'everyone', group_id: EVERYONE }];
};

/** A category by itself; who may come in is told to those who may edit it. */
export const shownCategory = (platform: Platform, category: Category, viewer: User | null): object => {
  const mayEdit = viewer?.admin === true;
  const children = childrenOf(platform, category).length;
  return {
    ...common(platform, category, viewer),
    locale: null,
    form_template_ids: [],
    custom_fields: category.customFields,
    allowed_tags: [],
    allowed_tag_groups: [],
    allow_global_tags: false,
    required_tag_groups: [],
    category_setting: {
      auto_bump_cooldown_days: 1,
      num_auto_bump_daily: null,
      require_reply_approval: null,
      require_topic_approval: null,
    },
    category_localizations: [],
    read_only_banner: null,
    auto_close_hours: null,
    auto_close_based_on_last_post: false,
    allow_unlimited_owner_edits_on_first_post: false,
    default_slow_mode_seconds: null,
    ...(mayEdit
      ? {
          available_groups: [...platform.state.groups.values()]
            .map(({ name }) => name)
            .filter(
              (name) =>
                !groupPermissions(platform, category).some((row) => 'group_name' in row && row.group_name === name),
            )
            .sort(),
          group_permissions: groupPermissions(platform, category),
        }
      : {}),
    ...(mayEdit && platform.settings.enableCategoryGroupModeration
      ? { moderating_group_ids: category.moderatingGroupIds }
      : {}),
    email_in: null,
    email_in_allow_strangers: false,
    mailinglist_mirror: false,
    all_topics_wiki: false,
    can_delete: mayEdit && children === 0 && topicCountIn(platform, category) === 0,
    allow_badges: true,
    topic_featured_link_allowed: true,
    search_priority: 0,
    topic_posting_review_group_ids: [],
    reply_posting_review_group_ids: [],
  };
};
