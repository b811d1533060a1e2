import { levelOf, roleId } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initInstance } from '../instance/instance.ts';
import { putSample, sampleCommunity, testAct, testDatabase, type TestDatabase } from '../testing/index.ts';
import { getCommunity, listCommunities } from './list-communities.ts';
import { setPolicyCell } from './set-policy-cell.ts';
import { setStage } from './set-stage.ts';

let database: TestDatabase;
const own = { role: roleId('documents'), name: 'responsable documentaire' };
const icane = sampleCommunity('icane', { ownRoles: [own] });
const group = sampleCommunity('icane-ethique', { parent: icane.id });
const apart = sampleCommunity('icane-accueil', { parent: icane.id, stage: 'archived' });

beforeAll(async () => {
  database = await testDatabase();
  await initInstance(database.store);
  await putSample(database.store, [icane, group, apart], 0);
});
afterAll(() => database.drop());

const move = (...args: [stage: 'running' | 'archived', options?: { withGroups?: boolean }]) =>
  testAct(database.store, (tx) => setStage(tx, icane.id, ...args));
const stages = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await listCommunities(database.store)).map(({ id, stage }) => [id, stage]));
const recorded = async (action: string): Promise<readonly unknown[]> => {
  const { rows } = await database.store.pool.query<{ data: unknown }>(
    'select data from audit where action = $1 order by seq',
    [action],
  );
  return rows.map(({ data }) => data);
};

describe('the stage of a community', () => {
  it('moves alone or with its working groups, and is recorded', async () => {
    expect(await move('archived')).toEqual({ before: 'running', after: 'archived', groups: [] });
    expect(await stages()).toEqual({ icane: 'archived', 'icane-ethique': 'running', 'icane-accueil': 'archived' });
    expect((await move('running')).after).toBe('running');
    expect((await move('archived', { withGroups: true })).groups).toEqual([group.id]);
    expect(await stages()).toMatchObject({ icane: 'archived', 'icane-ethique': 'archived' });
    expect((await move('running', { withGroups: true })).groups).toEqual([apart.id, group.id]);
    expect(await recorded('community.stage-changed')).toHaveLength(7);
  });

  it('comes back with everything else as it was', async () => {
    const before = await getCommunity(database.store, icane.id);
    await move('archived');
    await move('running');
    expect(await getCommunity(database.store, icane.id)).toEqual(before);
  });
});

describe('a cell of the access policy', () => {
  const set = (station: Parameters<typeof setPolicyCell>[1]['station'], level: 'write' | 'read' | null) =>
    testAct(database.store, (tx) => setPolicyCell(tx, { community: icane.id, station, tool: 'files', level }));
  const cell = async () =>
    levelOf(
      { instance: {}, community: await getCommunity(database.store, icane.id) },
      'participation:peripheral',
      'files',
    );

  it('changes alone, and goes back to what it was without it', async () => {
    expect((await set('participation:peripheral', 'write')).outcome).toBe('changed');
    expect((await set('participation:peripheral', 'write')).outcome).toBe('unchanged');
    expect(await cell()).toMatchObject({ level: 'write', from: 'community' });
    await set(`role:${own.role}`, 'read');
    expect((await getCommunity(database.store, icane.id)).access).toEqual({
      'participation:peripheral': { files: 'write' },
      'role:documents': { files: 'read' },
    });
    await set('participation:peripheral', null);
    await set(`role:${own.role}`, null);
    expect(await cell()).toMatchObject({ level: 'read', from: 'default' });
    expect((await getCommunity(database.store, icane.id)).access).toEqual({});
    expect((await recorded('policy.cell-changed'))[0]).toEqual({
      station: 'participation:peripheral',
      tool: 'files',
      before: null,
      after: 'write',
    });
  });

  it('is refused for a role that the community does not have', async () => {
    await expect(set(`role:${roleId('pilote')}`, 'read')).rejects.toMatchObject({
      reasons: [{ code: 'policy.unknown-role' }],
    });
  });
});
