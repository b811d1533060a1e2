import type { Platform } from '../platform.ts';
import type { MailingList } from '../state.ts';
import type { JsonObject } from '../transport/answer.ts';
import { notFound } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';

/** Members of every list, counted in one go: a server of five hundred lists is listed often. */
export const memberCounts = ({ state }: Platform): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { listId, role } of state.members.values()) {
    if (role === 'member') counts.set(listId, (counts.get(listId) ?? 0) + 1);
  }
  return counts;
};

export const listView = (
  { platform, linkTo }: Call,
  { id, name, mailHost, config }: MailingList,
  counts = memberCounts(platform),
): JsonObject => ({
  advertised: config['advertised'] ?? null,
  display_name: config['display_name'] ?? null,
  fqdn_listname: `${name}@${mailHost}`,
  list_id: id,
  list_name: name,
  mail_host: mailHost,
  member_count: counts.get(id) ?? 0,
  volume: config['display_name'] === null ? null : 1,
  description: config['description'] ?? null,
  self_link: linkTo(`lists/${id}`),
});

/** By its id, or by its address. */
export const findList = ({ state }: Platform, identifier: string): MailingList | undefined => {
  const wanted = identifier.toLowerCase();
  return state.lists.get(wanted.includes('@') ? wanted.replace('@', '.') : wanted);
};
export const listOf = (call: Call): MailingList => {
  const list = findList(call.platform, call.path('list'));
  if (list === undefined) throw notFound();
  return list;
};
