import type { Platform } from '../platform.ts';
import type { MailingList } from '../state.ts';
import type { JsonObject } from '../transport/answer.ts';
import { notFound } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';

export const listView = ({ platform, linkTo }: Call, { id, name, mailHost, config }: MailingList): JsonObject => ({
  advertised: config['advertised'] ?? null,
  display_name: config['display_name'] ?? null,
  fqdn_listname: `${name}@${mailHost}`,
  list_id: id,
  list_name: name,
  mail_host: mailHost,
  member_count: [...platform.state.members.values()].filter((each) => each.listId === id && each.role === 'member')
    .length,
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
