import type { Platform } from '../platform.ts';
import { timeText } from '../platform.ts';
import type { MailingList } from '../state.ts';
import { badRequest, type Json, type JsonObject } from '../transport/answer.ts';
import { booleanOf, invalid, type Params } from '../transport/params.ts';
import { z } from 'zod';
import data from './config-attributes.json' with { type: 'json' };

const attributes = z
  .strictObject({
    readOnly: z.array(z.string()),
    settable: z.record(z.string(), z.strictObject({ default: z.json(), values: z.array(z.string()).optional() })),
  })
  .parse(data);

const styles = ['legacy-announce', 'legacy-default', 'private-default'];

/** What a list of the style `private-default` is born with (recorded on 3.3.8); a style that nobody knows leaves everything unset. */
export const firstConfig = (name: string, style: string): Record<string, Json> => {
  if (!styles.includes(style)) return Object.fromEntries(Object.keys(attributes.settable).map((key) => [key, null]));
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  const isPublic = style === 'legacy-default' || style === 'legacy-announce';
  return {
    ...Object.fromEntries(Object.entries(attributes.settable).map(([key, { default: value }]) => [key, value])),
    display_name: label,
    subject_prefix: `[${label}] `,
    ...(isPublic ? { advertised: true, archive_policy: 'public', subscription_policy: 'confirm' } : {}),
    ...(style === 'legacy-announce' ? { allow_list_posts: false } : {}),
  };
};

export const textOf = ({ config }: MailingList, name: string): string => {
  const value = config[name];
  return typeof value === 'string' ? value : '';
};
export const isOn = ({ config }: MailingList, name: string): boolean => config[name] === true;
export const numberOf = ({ config }: MailingList, name: string): number => {
  const value = config[name];
  return typeof value === 'number' ? value : 0;
};

/** All that a list tells of itself, what follows from its name included. */
export const wholeConfig = (list: MailingList, platform: Platform): JsonObject => {
  const { name, mailHost, createdAt } = list;
  const address = (suffix: string): string => `${name}-${suffix}@${mailHost}`;
  const posts = platform.state.sent.filter(({ kind, listId }) => kind === 'post' && listId === list.id);
  return {
    ...list.config,
    bounces_address: address('bounces'),
    created_at: timeText(createdAt),
    digest_last_sent_at: null,
    fqdn_listname: `${name}@${mailHost}`,
    join_address: address('join'),
    last_post_at: posts.length === 0 ? null : timeText(posts.at(-1)?.at ?? 0),
    leave_address: address('leave'),
    list_name: name,
    mail_host: mailHost,
    next_digest_number: 1,
    no_reply_address: `noreply@${mailHost}`,
    owner_address: address('owner'),
    post_id: posts.length + 1,
    posting_address: `${name}@${mailHost}`,
    request_address: address('request'),
    usenet_watermark: null,
    volume: 1,
  };
};

const valueFor = (name: string, given: unknown): Json => {
  const known = attributes.settable[name];
  if (known === undefined) throw badRequest(`Unknown attribute: ${name}`);
  const { default: first, values } = known;
  if (values !== undefined) {
    const found = values.find((each) => each === given);
    if (found === undefined) throw invalid(name, `Accepted Values are: ${values.join(', ')}`);
    return found;
  }
  if (typeof first === 'boolean') return booleanOf(name, given);
  if (typeof first === 'number') {
    const number = Number(given);
    if (!Number.isFinite(number)) throw invalid(name, `invalid literal for int() with base 10: '${String(given)}'`);
    if (number < 0) throw invalid(name, `Expected a non-negative integer: ${number}`);
    return number;
  }
  if (Array.isArray(first)) return (Array.isArray(given) ? given : given === '' ? [] : [given]).map(String);
  if (name === 'description' && String(given).includes('\n')) {
    throw invalid(name, `This value must be a single line: ${String(given)}`);
  }
  return String(given);
};

/** Changes what is given, all of it or nothing. @throws Refusal */
export const changeConfig = (list: MailingList, params: Params): void => {
  const changed: Record<string, Json> = {};
  for (const name of params.names) {
    if (attributes.readOnly.includes(name)) throw badRequest(`Read-only attribute: ${name}`);
    if (attributes.settable[name] === undefined) throw badRequest(`Unknown attribute: ${name}`);
  }
  for (const name of params.names) changed[name] = valueFor(name, params.raw(name));
  Object.assign(list.config, changed);
};
