import { ConnectorError, type ObservedEvent, type Scope } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { expect, test } from 'vitest';
import { fakeDiscourse, lineOf } from './testing/fake-discourse.ts';

const care = { id: 40, name: 'passerelle', automatic: false, user_count: 1, bio_raw: '[passerelle:/]' };
const full = (groups: readonly string[] = [], spaces: readonly string[] = []): Scope => ({
  extent: 'full',
  groups,
  spaces: spaces.map((native) => ({ tool: 'forum', native })),
  awaited: [],
});
const read = async (events: AsyncIterable<ObservedEvent>): Promise<ObservedEvent[]> => {
  const seen = [];
  for await (const event of events) seen.push(event);
  return seen;
};
const states = (events: readonly ObservedEvent[]): Record<string, string> =>
  Object.fromEntries(
    events.flatMap((event) => {
      if (event.kind !== 'container') return [];
      const { container } = event;
      const name =
        container.of === 'members'
          ? `members ${container.group}`
          : container.of === 'grants'
            ? `grants ${container.space}`
            : container.of;
      return [[name, event.state]];
    }),
  );

test('a full reading spends the ration of readings as well, a targeted one does not', async () => {
  const forum = fakeDiscourse({});
  const call = testCall();
  await read(forum.target.observe(full(), call));
  expect(call.asked.filter((bucket) => bucket === 'read')).toHaveLength(forum.http.sent.length);
  expect(call.asked.filter((bucket) => bucket === 'api')).toHaveLength(forum.http.sent.length);
  const targeted = testCall();
  const names = { groups: ['cop-x'], spaces: [] };
  await read(
    forum.target.observe({ extent: 'targeted', accounts: [], groups: [], spaces: [], awaited: [], names }, targeted),
  );
  expect(targeted.asked).toEqual(['api']);
});

test('what the ration did not reach is unknown, and the next reading begins with it', async () => {
  const page = (id: number) => ({
    json: { category: { id, name: `c${id}`, read_restricted: true, group_permissions: [] } },
  });
  const categories = [
    { id: 11, name: 'c11' },
    { id: 12, name: 'c12' },
    { id: 13, name: 'c13' },
  ];
  const forum = fakeDiscourse({
    'GET /categories.json': { json: { category_list: { categories } } },
    'GET /c/11/show.json': page(11),
    'GET /c/12/show.json': page(12),
    'GET /c/13/show.json': page(13),
  });
  /** Lets so many readings through, then no more: as the engine's ration does. */
  const rationed = (calls: number) => {
    let left = calls;
    return testCall({
      onBefore(bucket) {
        if (bucket !== 'read') return;
        left -= 1;
        if (left >= 0) return;
        throw new ConnectorError({
          code: 'rationed',
          retry: { at: 60_000 },
          scope: 'operation',
          request: 'forum: read',
        });
      },
    });
  };
  const first = states(await read(forum.target.observe(full([], ['11', '12', '13']), rationed(3))));
  expect(first).toMatchObject({
    spaces: 'complete',
    'grants 11': 'complete',
    'grants 12': 'partial',
    'grants 13': 'partial',
  });
  forum.clock.forward(60_000);
  const second = states(await read(forum.target.observe(full([], ['11', '12', '13']), rationed(4))));
  expect(second).toMatchObject({ 'grants 12': 'complete', 'grants 13': 'complete', 'grants 11': 'partial' });
});

test('a group without members costs no call; one whose pages do not add up is unknown', async () => {
  const forum = fakeDiscourse({
    'GET /groups/search.json': {
      json: [
        { id: 41, name: 'cop-a', user_count: 0 },
        { id: 42, name: 'cop-b', user_count: 5 },
      ],
    },
    'GET /groups/cop-b/members.json': {
      json: { members: [{ id: 7, username: 'zoe' }], owners: [], meta: { total: 5, limit: 1000, offset: 0 } },
    },
  });
  const events = await read(forum.target.observe(full(['41', '42', '43']), testCall()));
  expect(states(events)).toMatchObject({ 'members 41': 'complete', 'members 42': 'partial', 'members 43': 'complete' });
  expect(forum.http.sent.map(lineOf).filter((line) => line.includes('members'))).toEqual([
    'GET /groups/cop-b/members.json',
  ]);
});

test('where Data Explorer is off the lists are read in its place', async () => {
  const forum = fakeDiscourse(
    {
      'GET /groups/search.json': { json: [care] },
      'GET /groups/passerelle/members.json': {
        json: { members: [{ id: 7, username: 'zoe', name: 'Zoé' }], meta: { total: 1 } },
      },
      'GET /admin/users/list/suspended.json': { json: [{ id: 7, username: 'zoe' }] },
      'GET /admin/site_settings.json': { json: { site_settings: [{ setting: 'auth_overrides_name', value: 'true' }] } },
    },
    { dataExplorer: { accounts: 1, categories: 2 } },
  );
  const events = await read(forum.target.observe(full(), testCall()));
  expect(states(events)).toMatchObject({ accounts: 'complete', spaces: 'complete' });
  expect(events.find((event) => event.kind === 'account')).toMatchObject({
    native: '7',
    enabled: false,
    profile: { displayName: 'Zoé' },
  });
  expect(events.filter((event) => event.kind === 'group')).toEqual([]);
});

test('a query that is not the documented one is told, and nothing is taken from it', async () => {
  const forum = fakeDiscourse(
    {
      'POST /admin/plugins/explorer/queries/1/run': {
        json: { success: true, errors: [], columns: ['user_id'], rows: [[7]] },
      },
    },
    { dataExplorer: { accounts: 1, categories: 2 } },
  );
  const events = await read(forum.target.observe(full(['41']), testCall()));
  expect(states(events)).toMatchObject({ accounts: 'partial', 'members 41': 'partial' });
  const end = events.find((event) => event.kind === 'container' && event.container.of === 'accounts');
  expect(end).toMatchObject({ error: { code: 'unexpected-answer' } });
});

test('more accounts than a page holds are read on from the last', async () => {
  const row = (id: number) => [id, `u${id}`, null, null, null, 'f', 'f', ''];
  const asked: string[] = [];
  const forum = fakeDiscourse(
    {
      'POST /admin/plugins/explorer/queries/1/run': (request) => {
        const { params } = JSON.parse(String(request.body)) as { readonly params: string };
        const { after } = JSON.parse(params) as { readonly after: string };
        asked.push(after);
        const rows = after === '0' ? Array.from({ length: 10_000 }, (_, index) => row(index + 1)) : [row(10_001)];
        const columns = ['account', 'login', 'shown', 'address', 'external', 'suspended', 'staff', 'belongs'];
        return { json: { success: true, columns, rows } };
      },
    },
    { dataExplorer: { accounts: 1, categories: 2 } },
  );
  const events = await read(forum.target.observe(full(), testCall()));
  expect(asked).toEqual(['0', '10000']);
  expect(events.filter(({ kind }) => kind === 'account')).toHaveLength(10_001);
});
