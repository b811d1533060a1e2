import { expect, it } from 'vitest';
import { explorerQueries } from './explorer-queries.ts';
import { field, KEY, numberAt, session } from '../test-session.ts';

const RUN = '/admin/plugins/explorer/queries';

it('answers the accounts with their groups and external ids in one call, in parts where asked for', async () => {
  const { api, group, person } = await session();
  const id = await group('cop-a');
  const alice = await person('alice', 'cop-a');
  const bob = await person('bob');
  await api('PUT', `/admin/users/${bob}/suspend`, { suspend_until: '2099-01-01', reason: 'left' });
  const run = async (params: object, limit = 'ALL') =>
    (await api('POST', `${RUN}/1/run`, { params: JSON.stringify(params), limit })).body;
  const all = await run({});
  expect(field(all, 'columns')).toEqual([
    'account',
    'login',
    'shown',
    'address',
    'external',
    'suspended',
    'staff',
    'belongs',
  ]);
  expect(field(all, 'rows')).toMatchObject([
    [1, 'chief', 'chief', 'chief@example.org', null, false, true, '1,3,10,11'],
    [alice, 'alice', 'Alice', 'alice@example.org', 'id-of-alice', false, false, `10,${id}`],
    [bob, 'bob', 'Bob', 'bob@example.org', 'id-of-bob', true, false, '10'],
  ]);
  expect(field(await run({ after: String(alice) }), 'result_count')).toBe(1);
  expect(field(await run({ only: `${alice}` }), 'rows', 0, 0)).toBe(alice);
  expect(field(await run({}, '2'), 'result_count')).toBe(2);
});

it('answers the categories with their permissions and the memberships', async () => {
  const { api, group, person, category } = await session();
  const id = await group('cop-a');
  const alice = await person('alice', 'cop-a');
  const place = await category('CoP A', { 'cop-a': 2 });
  const categories = await api('POST', `${RUN}/2/run`, {});
  expect(field(categories.body, 'rows')).toContainEqual([place, 'CoP A', null, true, `${id}:2`, '']);
  const memberships = await api('POST', `${RUN}/3/run`, {});
  expect(field(memberships.body, 'rows')).toEqual([[alice, id, 'cop-a', false, 'id-of-alice']]);
});

it('knows a saved query by its text, and refuses others as an error in SQL is refused', async () => {
  const { api } = await session();
  const save = async (sql: string): Promise<number> =>
    numberAt((await api('POST', RUN, { query: { name: 'Mine', sql } })).body, 'query', 'id');
  const same = await save((explorerQueries[0]?.sql ?? '').replaceAll('\n', '\r\n  '));
  expect((await api('POST', `${RUN}/${same}/run`, {})).status).toBe(200);
  const other = await save('SELECT 1');
  const refused = await api('POST', `${RUN}/${other}/run`, {});
  expect([refused.status, field(refused.body, 'success')]).toEqual([422, false]);
  expect((await api('POST', `${RUN}/1/run`, { params: '{"after":"x"}' })).status).toBe(422);
  expect((await api('POST', `${RUN}/99/run`, {})).status).toBe(404);
});

it('is not there where the plugin is off, and runs with its scope', async () => {
  const narrow = 'd'.repeat(64);
  const scopes = ['discourse_data_explorer:run_queries?id=1'];
  const { call, server } = await session({ apiKeys: [{ key: KEY }, { key: narrow, scopes }] });
  expect((await call('POST', `${RUN}/1/run`, { key: narrow })).status).toBe(200);
  expect((await call('POST', `${RUN}/2/run`, { key: narrow })).status).toBe(404);
  server.settings.dataExplorerEnabled = false;
  expect((await call('POST', `${RUN}/1/run`)).status).toBe(404);
});
