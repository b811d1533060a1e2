import type { Platform } from '../platform.ts';
import type { Group, User } from '../state.ts';
import { categoriesAt, categoryLists } from './category-lists.ts';
import { humansIn, isIn, isOwner } from './membership.ts';

const cooked = (bio: string | null): string | null => (bio === null ? null : `<p>${bio.replaceAll('<', '&lt;')}</p>`);

/** Levels of visibility: 0 everybody, 1 logged on, 2 members, 3 staff, 4 owners (facts §4). */
const reaches = (level: number, group: Group, viewer: User | null): boolean => {
  if (level === 0 || viewer?.admin === true) return true;
  if (viewer === null) return false;
  if (level === 1 || isOwner(group, viewer)) return true;
  if (level === 2) return isIn(group, viewer);
  return level === 3 && viewer.moderator;
};
export const maySeeGroup = (group: Group, viewer: User | null): boolean =>
  reaches(group.visibilityLevel, group, viewer);
export const maySeeMembers = (group: Group, viewer: User | null): boolean =>
  maySeeGroup(group, viewer) && reaches(group.membersVisibilityLevel, group, viewer);
export const mayEditGroup = (group: Group, viewer: User | null): boolean =>
  viewer !== null && !group.automatic && (viewer.admin || isOwner(group, viewer));

/** BasicGroup: a group as lists and users hold it. */
export const groupAnswer = (platform: Platform, group: Group, viewer: User | null): object => ({
  id: group.id,
  automatic: group.automatic,
  name: group.name,
  display_name: group.name,
  user_count: humansIn(platform, group).length,
  mentionable_level: group.mentionableLevel,
  messageable_level: group.messageableLevel,
  visibility_level: group.visibilityLevel,
  primary_group: group.primaryGroup,
  title: group.title,
  grant_trust_level: group.grantTrustLevel === null ? null : String(group.grantTrustLevel),
  incoming_email: null,
  has_messages: false,
  flair_url: null,
  flair_bg_color: null,
  flair_color: null,
  bio_raw: group.bio,
  bio_cooked: cooked(group.bio),
  bio_excerpt: group.bio,
  public_admission: group.publicAdmission,
  public_exit: group.publicExit,
  allow_membership_requests: group.allowMembershipRequests,
  full_name: group.fullName,
  default_notification_level: group.defaultNotificationLevel,
  membership_request_template: group.membershipRequestTemplate,
  members_visibility_level: group.membersVisibilityLevel,
  can_see_members: maySeeMembers(group, viewer),
  can_admin_group: viewer?.admin === true,
  publish_read_state: false,
});

/** Where lists say of each group what the caller is in it. */
export const listedGroup = (platform: Platform, group: Group, viewer: User | null): object => ({
  ...groupAnswer(platform, group, viewer),
  is_group_user: viewer !== null && isIn(group, viewer),
  is_group_owner: viewer !== null && isOwner(group, viewer),
  can_edit_group: mayEditGroup(group, viewer),
});

/** `basic_group` of a creation, which has no display name in it. */
export const createdGroup = (platform: Platform, group: Group, viewer: User): object => {
  const { display_name: _, ...rest }: Record<string, unknown> = { ...groupAnswer(platform, group, viewer) };
  return { ...rest, can_edit_group: true };
};

/** GroupShow: one group by itself. */
export const shownGroup = (platform: Platform, group: Group, viewer: User | null): object => {
  const { display_name: _, ...rest }: Record<string, unknown> = { ...groupAnswer(platform, group, viewer) };
  return {
    ...rest,
    is_group_user: viewer !== null && isIn(group, viewer),
    can_edit_group: mayEditGroup(group, viewer),
    is_group_owner_display: viewer !== null && isOwner(group, viewer),
    mentionable: viewer?.admin === true || group.mentionableLevel === 99,
    messageable: viewer?.admin === true || group.messageableLevel === 99,
    automatic_membership_email_domains: group.emailDomains,
    smtp_server: null,
    smtp_port: null,
    smtp_ssl_mode: null,
    smtp_enabled: false,
    smtp_updated_at: null,
    smtp_updated_by: null,
    email_username: null,
    email_from_alias: null,
    email_password: null,
    message_count: 0,
    allow_unknown_sender_topic_replies: false,
    associated_group_ids: [],
    ...Object.fromEntries(categoryLists.map(({ name, level }) => [name, categoriesAt(group, level)])),
    watching_tags: [],
    watching_first_post_tags: [],
    tracking_tags: [],
    regular_tags: [],
    muted_tags: [],
  };
};
