import type { Language } from '@passerelle/model';
import { z } from 'zod';
import type { MailmanConfig } from './config.ts';
import data from './list-settings.json' with { type: 'json' };

export type SettingValue = string | number | boolean;
const schema = z.record(
  z.string(),
  z.strictObject({ value: z.union([z.string(), z.int(), z.boolean()]), because: z.string().min(1) }),
);
const fixed: Readonly<Record<string, SettingValue>> = Object.fromEntries(
  Object.entries(schema.parse(data)).map(([setting, { value }]) => [setting, value]),
);

/** In front of every subject; a label with brackets of its own would end it too soon. */
export const subjectPrefix = (label: string): string => `[${label.replace(/[[\]]/g, ' ').trim()}] `;
/** One line, as Mailman asks. */
export const oneLine = (label: string): string => label.replace(/\s+/g, ' ').trim();

/**
 * What every list of ours is made with; the reasons stand beside the values. Changed by hand afterwards, they stay as the list's moderators want them,
 * but for who may write, which follows each member.
 */
export const listSettings = (
  config: MailmanConfig,
  label: string,
  language: Language,
): Readonly<Record<string, SettingValue>> => ({
  ...fixed,
  display_name: oneLine(label),
  description: oneLine(label),
  subject_prefix: subjectPrefix(oneLine(label)),
  preferred_language: language,
  default_member_action: config.posts.receivers,
  default_nonmember_action: config.posts.strangers,
  archive_policy: config.archives,
  send_welcome_message: config.mails.welcome,
  send_goodbye_message: config.mails.goodbye,
});
