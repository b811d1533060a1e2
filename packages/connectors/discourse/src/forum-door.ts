import type { ForumDoor } from '@passerelle/connector-kit';
import type { DiscourseConfig } from './config.ts';

/** What is needed to answer the forum's logins (facts/discourse.md §2): it is sent back to this one address and nowhere else. */
export const forumDoor = ({ url, careGroup }: DiscourseConfig, secret: string): ForumDoor => ({
  url,
  secret,
  returnUrls: [`${url}/session/sso_login`],
  accountGroup: careGroup,
});
