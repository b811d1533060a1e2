import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initInstance, advanceEpoch, readInstance } from '../instance/instance.ts';
import { openNotices, raiseNotice, resolveNotice } from '../notices/notice.ts';
import { sampleCommunity, testAct, testDatabase, type TestDatabase } from '../testing/index.ts';
import { getInstanceAccess, putInstanceAccess } from './instance-access.ts';
import { listCommunities } from './list-communities.ts';
import { putCommunity } from './put-community.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await initInstance(database.store);
});
afterAll(() => database.drop());
const put = (...args: Parameters<typeof sampleCommunity>) =>
  testAct(database.store, (tx) => putCommunity(tx, sampleCommunity(...args)));

describe('a community', () => {
  it('has a version for each change, and none for what is the same', async () => {
    expect((await put('icane')).outcome).toBe('created');
    expect((await put('icane')).outcome).toBe('unchanged');
    const { rows } = await database.store.pool.query<{ now: Date }>('select now() as now');
    expect((await put('icane', { name: 'Renamed' })).outcome).toBe('changed');
    const names = async (options = {}) => (await listCommunities(database.store, options)).map(({ name }) => name);
    expect(await names()).toEqual(['Renamed']);
    expect(await names({ knownAt: rows[0]!.now })).toEqual(['ICANE']);
  });

  it.each([
    ['community.unknown-zone', { zone: 'Europe/Atlantis' }],
    ['community.no-name', { name: ' ' }],
    ['policy.unknown-role', { access: { 'role:pilote': { files: 'read' } } }],
  ])('is refused for %s', async (code, wrong) => {
    await expect(put('wrong', wrong)).rejects.toMatchObject({ reasons: [{ code }] });
  });

  it('stands in a list by code unit order, whatever the database’s own order is', async () => {
    for (const slug of ['zz', 'a-b', 'aa', 'a1']) await put(slug);
    expect((await listCommunities(database.store)).map(({ id }) => id)).toEqual(['a-b', 'a1', 'aa', 'icane', 'zz']);
  });
});

describe('the instance', () => {
  it('is made once, keeps its access table and moves its epoch on', async () => {
    const made = await initInstance(database.store);
    expect(await initInstance(database.store)).toEqual(made);
    await database.store.transaction(advanceEpoch);
    expect((await readInstance(database.store)).epoch).toBe(made.epoch + 1);
    const access = { 'participation:core': { files: 'manage' } } as const;
    const set = () => testAct(database.store, (tx) => putInstanceAccess(tx, access));
    expect([await set(), await set()]).toEqual([true, false]);
    expect(await getInstanceAccess(database.store)).toEqual(access);
  });
});

describe('a notice', () => {
  it('is raised once while it is open, and again after it was resolved', async () => {
    const raise = () => raiseNotice(database.store, { code: 'target-down', severity: 'error', subject: 'nextcloud' });
    expect([await raise(), await raise()]).toEqual([true, false]);
    expect(await openNotices(database.store)).toMatchObject([{ code: 'target-down', subject: 'nextcloud' }]);
    expect(await resolveNotice(database.store, 'target-down', 'nextcloud')).toBe(true);
    expect(await openNotices(database.store)).toEqual([]);
    expect(await raise()).toBe(true);
  });
});
