import type { Group } from '../state.ts';
import { invalidParameters, json, notFound, type Answer } from '../transport/answer.ts';
import { isStaff, userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { groupAnswer, listedGroup, maySeeGroup, shownGroup } from './group-answer.ts';
import { EVERYONE, groupByName, humansIn, isIn, isOwner } from './membership.ts';

const PER_PAGE = 36;
const PER_MOBILE_PAGE = 15;
const MOBILE = /Mobile|webOS|Nexus 7/;

const visible = (call: Call): Group[] =>
  [...call.platform.state.groups.values()].filter(
    (group) => group.id !== EVERYONE && maySeeGroup(group, call.caller.user),
  );

const typeFilter = (call: Call, type: string): ((group: Group) => boolean) => {
  const { user } = call.caller;
  if (type === 'public') return (group) => group.publicAdmission && !group.automatic;
  if (type === 'close') return (group) => !group.publicAdmission && !group.automatic;
  if (type === 'automatic') return (group) => group.automatic;
  if (type !== 'my' && type !== 'owner') throw invalidParameters('type');
  if (user === null) throw notFound();
  return (group) => (type === 'my' ? isIn(group, user) : isOwner(group, user));
};

const index = (call: Call): Answer => {
  const { platform, params, caller } = call;
  const staff = isStaff(caller.user);
  const filter = params.text('filter')?.toLowerCase() ?? '';
  const type = params.text('type');
  const keep = type === undefined ? () => true : typeFilter(call, type);
  const chosen = visible(call)
    .filter((group) => staff || !group.automatic)
    .filter(
      (group) => group.name.toLowerCase().includes(filter) || (group.fullName ?? '').toLowerCase().includes(filter),
    )
    .filter(keep);
  const order = params.text('order');
  const direction = params.text('asc') === 'true' ? 1 : -1;
  const byName = (a: Group, b: Group): number => (a.name < b.name ? -1 : 1);
  if (order === 'name') chosen.sort((a, b) => direction * byName(a, b));
  else if (order === 'user_count') {
    const counted = new Map(chosen.map((group) => [group.id, humansIn(platform, group).length]));
    chosen.sort((a, b) => direction * ((counted.get(a.id) ?? 0) - (counted.get(b.id) ?? 0)) || byName(a, b));
  } else chosen.sort(byName);
  const page = Math.max(0, params.integer('page') ?? 0);
  const perPage = MOBILE.test(call.headers.userAgent) ? PER_MOBILE_PAGE : PER_PAGE;
  const asked = new URLSearchParams({ page: String(page + 1) });
  for (const name of ['order', 'asc', 'filter', 'type']) {
    const value = params.text(name);
    if (value !== undefined) asked.set(name, value);
  }
  const filters = ['my', 'owner', 'public', 'close', ...(staff ? ['automatic'] : [])];
  return json({
    groups: chosen
      .slice(page * perPage, (page + 1) * perPage)
      .map((group) => listedGroup(platform, group, caller.user)),
    extras: { type_filters: caller.user === null ? filters.slice(2) : filters },
    total_rows_groups: chosen.length,
    load_more_groups: `/groups?${asked.toString()}`,
  });
};

const shown = (call: Call, group: Group | undefined): Answer => {
  if (group === undefined || !maySeeGroup(group, call.caller.user)) throw notFound();
  const staff = isStaff(call.caller.user);
  return json({
    group: shownGroup(call.platform, group, call.caller.user),
    extras: {
      visible_group_names: visible(call)
        .filter(({ automatic }) => staff || !automatic)
        .map(({ name }) => name),
    },
  });
};

/** All groups in one answer, without pages. */
const search = (call: Call): Answer => {
  const term = call.params.text('term')?.toLowerCase() ?? '';
  const withoutAutomatic = call.params.text('ignore_automatic') === 'true';
  return json(
    visible(call)
      .filter((group) => group.name.toLowerCase().includes(term) || (group.fullName ?? '').toLowerCase().includes(term))
      .filter((group) => !withoutAutomatic || !group.automatic)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((group) => groupAnswer(call.platform, group, userOf(call))),
  );
};

export const readGroupEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/groups', action: 'groups#index', handle: index },
  { method: 'GET', pattern: '/groups/search', action: 'groups#search', for: 'user', handle: search },
  {
    method: 'GET',
    pattern: '/groups/:name',
    action: 'groups#show',
    handle: (call) => shown(call, groupByName(call.platform, call.path('name'))),
  },
  {
    method: 'GET',
    pattern: '/groups/by-id/:id',
    action: 'groups#show',
    handle: (call) => shown(call, call.platform.state.groups.get(Number(call.path('id')))),
  },
];
