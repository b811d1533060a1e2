import { groupAnswer, maySeeGroup } from '../groups/group-answer.ts';
import { groupsOf } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';
import { isStaff } from '../transport/endpoint.ts';
import { ssoRecordAnswer } from './admin-user-answer.ts';
import defaults from './user-profile-defaults.json' with { type: 'json' };
import { avatarOf, postCountOf, time, topicCountOf } from './user-parts.ts';

/** A person's page: `GET /u/{username}`. What staff and the person see is more than what others see. */
export const userAnswer = (platform: Platform, user: User, viewer: User | null): object => {
  const own = viewer?.id === user.id;
  const staff = isStaff(viewer);
  const groups = groupsOf(platform, user).filter((group) => maySeeGroup(group, viewer));
  const posts = postCountOf(platform, user);
  return {
    user_badges: [],
    user: {
      id: user.id,
      username: user.username,
      name: user.name,
      avatar_template: avatarOf(user),
      last_seen_at: time(user.lastSeenAt),
      created_at: time(user.createdAt),
      trust_level: user.trustLevel,
      moderator: user.moderator,
      admin: user.admin,
      title: user.title,
      primary_group_id: user.primaryGroupId,
      staged: user.staged,
      can_edit: own || staff,
      can_edit_username: (own || staff) && !platform.settings.authOverridesUsername,
      can_edit_email: (own || staff) && platform.settings.emailEditable && !platform.settings.authOverridesEmail,
      can_edit_name: (own || staff) && !platform.settings.authOverridesName,
      ...defaults.profile,
      custom_fields: {},
      system_avatar_template: avatarOf(user),
      user_notification_schedule: defaults.schedule,
      post_count: posts,
      topic_count: topicCountOf(platform, user),
      can_be_deleted: staff && !user.admin && posts === 0,
      can_delete_all_posts: staff && !user.admin,
      locale: user.locale,
      ...(own || (staff && user.staged) ? { email: user.email, secondary_emails: [], unconfirmed_emails: [] } : {}),
      ...(viewer?.admin === true && platform.settings.enableDiscourseConnect
        ? { single_sign_on_record: ssoRecordAnswer(user) }
        : {}),
      groups: groups.map((group) => groupAnswer(platform, group, viewer)),
      group_users: groups.map((group) => ({
        group_id: group.id,
        user_id: user.id,
        notification_level: group.members.get(user.id)?.notificationLevel ?? group.defaultNotificationLevel,
        owner: group.members.get(user.id)?.owner ?? false,
      })),
      user_option: { user_id: user.id, ...defaults.option },
    },
  };
};
