import type { Platform } from '../platform.ts';

const DAY = 24 * 3_600_000;

/** The daily job that removes accounts which nobody activated; also accounts that were deactivated (facts §2). */
export const purgeUnactivated = (platform: Platform): (() => void) => {
  let next = platform.now();
  return () => {
    const days = platform.settings.purgeUnactivatedUsersGracePeriodDays;
    if (days <= 0 || platform.now() < next) return;
    next = platform.now() + DAY;
    const authors = new Set([...platform.state.posts.values()].map(({ userId }) => userId));
    for (const user of [...platform.state.users.values()]) {
      const old = user.createdAt < platform.now() - days * DAY;
      if (user.active || user.staged || user.admin || user.moderator || !old || authors.has(user.id)) continue;
      platform.accounts.remove(user);
      for (const group of platform.state.groups.values()) group.members.delete(user.id);
      platform.changed();
    }
  };
};
