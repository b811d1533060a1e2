import { isAddress } from '../users/address-rules.ts';
import type { MailingList } from '../state.ts';
import { badRequest, created, noContent, notFound, okay } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { pageOf } from '../transport/pages.ts';
import { onlyParams } from '../transport/params.ts';
import { membersOf } from '../members/member-view.ts';
import { changeConfig, firstConfig, wholeConfig } from './list-config.ts';
import { listOf, listView, memberCounts } from './list-view.ts';

const styles = [
  { name: 'legacy-announce', description: 'Announce only mailing list style.' },
  { name: 'legacy-default', description: 'Ordinary discussion mailing list style.' },
  { name: 'private-default', description: 'Discussion mailing list style with private archives.' },
];

/** Characters that `listname_chars` lets a list's name have. */
const nameRule = /^[-_.0-9a-z]+$/;

function createList(call: Call) {
  const { params, platform } = call;
  onlyParams(params, ['fqdn_listname', 'style_name'], ['fqdn_listname']);
  const given = params.text('fqdn_listname') ?? '';
  if (!isAddress(given)) throw badRequest(`Invalid list posting address: ${given}`);
  const [name = '', mailHost = ''] = given.toLowerCase().split('@');
  if (!nameRule.test(name)) throw badRequest(`Invalid list name: ${name}`);
  if (!platform.state.domains.has(mailHost)) throw badRequest(`Domain does not exist: ${mailHost}`);
  const id = `${name}.${mailHost}`;
  if (platform.state.lists.has(id)) throw badRequest('Mailing list exists');
  // A style that nobody knows is accepted in silence.
  const config = firstConfig(name, params.text('style_name') ?? 'legacy-default');
  platform.state.lists.set(id, { id, name, mailHost, config, createdAt: platform.now() });
  return created(call.linkTo(`lists/${id}`));
}

function deleteList(call: Call) {
  const { state } = call.platform;
  const { id } = listOf(call);
  for (const member of state.members.values()) if (member.listId === id) state.members.delete(member.id);
  state.bans = state.bans.filter(({ listId }) => listId !== id);
  state.held = state.held.filter(({ listId }) => listId !== id);
  state.requests = state.requests.filter(({ listId }) => listId !== id);
  state.lists.delete(id);
  return noContent;
}

function findLists(call: Call) {
  const { params, platform } = call;
  const subscriber = (params.text('subscriber') ?? '').toLowerCase();
  const role = params.text('role');
  const lists = membersOf(platform, { subscriber, role }).flatMap(({ listId }): MailingList[] => {
    const list = platform.state.lists.get(listId);
    return list === undefined ? [] : [list];
  });
  if (lists.length === 0) throw notFound();
  return pageOf(params, lists, (list) => listView(call, list));
}

export const listEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    pattern: '/lists/styles',
    handle: () => okay({ style_names: styles.map(({ name }) => name), styles, default: 'legacy-default' }),
  },
  {
    method: 'GET',
    pattern: '/lists',
    handle(call) {
      const counts = memberCounts(call.platform);
      return pageOf(call.params, [...call.platform.state.lists.values()], (list) => listView(call, list, counts));
    },
  },
  { method: 'POST', pattern: '/lists', handle: createList },
  { method: 'GET', pattern: '/lists/find', handle: findLists },
  { method: 'POST', pattern: '/lists/find', handle: findLists },
  { method: 'GET', pattern: '/lists/:list', handle: (call) => okay(listView(call, listOf(call))) },
  { method: 'DELETE', pattern: '/lists/:list', handle: deleteList },
  {
    method: 'GET',
    pattern: '/lists/:list/config',
    handle: (call) => okay(wholeConfig(listOf(call), call.platform)),
  },
  {
    method: 'PATCH',
    pattern: '/lists/:list/config',
    handle(call) {
      changeConfig(listOf(call), call.params);
      return noContent;
    },
  },
  {
    method: 'GET',
    pattern: '/lists/:list/config/:attribute',
    handle(call) {
      const name = call.path('attribute');
      const value = wholeConfig(listOf(call), call.platform)[name];
      if (value === undefined) throw notFound(`Unknown attribute: ${name}`);
      return okay({ [name]: value });
    },
  },
  {
    method: 'GET',
    pattern: '/lists/:list/uris',
    handle(call) {
      const { id } = listOf(call);
      return okay({ start: 0, total_size: 0, self_link: call.linkTo(`lists/${id}/uris`) });
    },
  },
];
