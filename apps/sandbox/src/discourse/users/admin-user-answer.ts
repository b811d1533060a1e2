import { groupAnswer } from '../groups/group-answer.ts';
import { groupsOf } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';
import { isSilenced, isSuspended } from '../transport/authentication.ts';
import { avatarOf, basicUserById, postCountOf, time, topicCountOf } from './user-parts.ts';

const age = (platform: Platform, ms: number | null): number | null =>
  ms === null ? null : (platform.now() - ms) / 1000;

/** A row of the administrators' list of users. Addresses only where they were asked for (facts §3). */
export const adminListedUser = (platform: Platform, user: User, showEmails: boolean): object => ({
  id: user.id,
  username: user.username,
  name: user.name,
  avatar_template: avatarOf(user),
  ...(showEmails ? { email: user.email, secondary_emails: [] } : {}),
  active: user.active,
  admin: user.admin,
  moderator: user.moderator,
  last_seen_at: time(user.lastSeenAt),
  last_emailed_at: null,
  created_at: time(user.createdAt),
  last_seen_age: age(platform, user.lastSeenAt),
  last_emailed_age: null,
  created_at_age: age(platform, user.createdAt),
  trust_level: user.trustLevel,
  manual_locked_trust_level: null,
  ...(isSuspended(platform, user)
    ? {
        suspended_at: time(user.suspension?.at ?? null),
        suspended_till: time(user.suspension?.until ?? null),
        suspended: true,
      }
    : {}),
  ...(isSilenced(platform, user) ? { silenced: true, silenced_till: time(user.silence?.until ?? null) } : {}),
  title: user.title,
  time_read: 0,
  staged: user.staged,
  days_visited: 0,
  posts_read_count: 0,
  topics_entered: 0,
  post_count: postCountOf(platform, user),
});

export const ssoRecordAnswer = (user: User): object | null =>
  user.sso === null
    ? null
    : {
        user_id: user.id,
        external_id: user.sso.externalId,
        external_username: user.sso.externalUsername,
        external_email: user.sso.externalEmail,
        external_name: user.sso.externalName,
        external_avatar_url: null,
        external_profile_background_url: null,
        external_card_background_url: null,
      };

/** AdminDetailedUser: what `sync_sso` and `GET /admin/users/{id}` answer, not wrapped in anything. */
export const adminUser = (platform: Platform, user: User, viewer: User): object => ({
  ...adminListedUser(platform, user, user.id === viewer.id),
  ...(platform.settings.mustApproveUsers ? { approved: user.approved } : {}),
  associated_accounts: Object.entries(user.otherIds).map(([name, id]) => ({ name, description: id })),
  can_send_activation_email: true,
  can_activate: !user.active,
  can_deactivate: user.active && !user.admin && !user.moderator,
  can_change_trust_level: true,
  ip_address: '127.0.0.1',
  registration_ip_address: null,
  can_grant_admin: !user.admin,
  can_revoke_admin: user.admin && user.id !== viewer.id,
  can_grant_moderation: !user.moderator,
  can_revoke_moderation: user.moderator,
  can_impersonate: !user.admin,
  like_count: 0,
  like_given_count: 0,
  topic_count: topicCountOf(platform, user),
  post_edits_count: 0,
  flags_given_count: 0,
  flags_received_count: 0,
  private_topics_count: 0,
  can_delete_all_posts: !user.admin,
  can_be_deleted: !user.admin && postCountOf(platform, user) === 0,
  can_be_anonymized: !user.admin && !user.moderator,
  can_be_merged: !user.admin,
  full_suspend_reason: isSuspended(platform, user) ? (user.suspension?.reason ?? null) : null,
  latest_export: null,
  full_silence_reason: isSilenced(platform, user) ? (user.silence?.reason ?? null) : null,
  silence_reason: isSilenced(platform, user) ? (user.silence?.reason ?? null) : null,
  primary_group_id: user.primaryGroupId,
  badge_count: 0,
  warnings_received_count: 0,
  bounce_score: 0,
  reset_bounce_score_after: null,
  can_view_action_logs: true,
  can_disable_second_factor: true,
  can_delete_sso_record: user.sso !== null,
  api_key_count: [...platform.state.apiKeys.values()].filter((key) => key.userId === user.id).length,
  similar_users_count: 0,
  single_sign_on_record: ssoRecordAnswer(user),
  approved_by: user.approved ? basicUserById(platform, -1) : null,
  suspended_by: isSuspended(platform, user) ? basicUserById(platform, user.suspension?.byUserId ?? -1) : null,
  silenced_by: isSilenced(platform, user) ? basicUserById(platform, user.silence?.byUserId ?? -1) : null,
  penalty_counts: { silenced: 0, suspended: 0 },
  next_penalty: time(platform.now() + 24 * 60 * 60_000),
  groups: groupsOf(platform, user).map((group) => groupAnswer(platform, group, viewer)),
  external_ids: { ...(user.sso === null ? {} : { discourse_connect: user.sso.externalId }), ...user.otherIds },
  include_ip: false,
});
