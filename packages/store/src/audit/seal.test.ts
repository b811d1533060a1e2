import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { initInstance } from '../instance/instance.ts';
import { testDatabase, type TestDatabase } from '../testing/index.ts';
import { audit } from './audit.ts';
import { readAudit } from './read-audit.ts';
import { seal } from './seal.ts';
import { verify } from './verify.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await initInstance(database.store);
});
beforeEach(() => database.store.pool.query('truncate audit, audit_head'));
afterAll(() => database.drop());

const tell = (...actions: string[]) =>
  database.store.transaction((tx) =>
    audit(tx, ...actions.map((action) => ({ actor: 'system', action, data: { é: [1, { b: 2, a: null }] } }))),
  );
const pool = () => database.store.pool;

describe('the sealed audit', () => {
  it('is intact when nobody touched it, and says what is not sealed yet', async () => {
    await tell('a', 'b', 'c');
    expect(await seal(database.store)).toBe(3);
    await tell('d');
    expect(await verify(database.store)).toEqual({ state: 'intact', sealed: 3, unsealed: 1 });
  });

  it('names the record that was changed', async () => {
    await tell('a', 'b', 'c');
    await seal(database.store);
    const { rows } = await pool().query<{ seq: number }>(
      `update audit set actor = 'nobody' where action = 'b' returning seq`,
    );
    expect(await verify(database.store)).toEqual({ state: 'broken', reason: 'changed', chain: 2, seq: rows[0]!.seq });
  });

  it('misses a record that was taken out, and those cut off at the end', async () => {
    await tell('a', 'b', 'c');
    await seal(database.store);
    await pool().query(`delete from audit where action = 'c'`);
    expect(await verify(database.store)).toMatchObject({ reason: 'cut-off', chain: 3 });
    await pool().query(`delete from audit where action = 'a'`);
    expect(await verify(database.store)).toMatchObject({ reason: 'missing', chain: 1 });
  });

  it('holds with numbers lost by a rollback, a transaction that commits late, and several sealers', async () => {
    const late = await pool().connect();
    await late.query('begin');
    await late.query(`insert into audit (actor, action) values ('system', 'late')`);
    await expect(
      database.store.transaction(async (tx) => {
        await audit(tx, { actor: 'system', action: 'lost' });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow();
    await tell('early');
    await Promise.all([seal(database.store), seal(database.store)]);
    await late.query('commit');
    late.release();
    await tell('last');
    await Promise.all([seal(database.store), seal(database.store)]);
    expect(await verify(database.store)).toEqual({ state: 'intact', sealed: 3, unsealed: 0 });
    const { rows } = await pool().query<{ action: string }>('select action from audit order by chain');
    expect(rows.map(({ action }) => action)).toEqual(['early', 'late', 'last']);
  });

  it('records an action of an operation once', async () => {
    const operation = '00000000-0000-4000-8000-0000000000aa';
    const entry = { actor: 'system', action: 'operation.applied', operation };
    await database.store.transaction((tx) => audit(tx, entry));
    await database.store.transaction((tx) => audit(tx, entry, { ...entry, action: 'operation.failed' }));
    expect((await readAudit(database.store, { operation })).map(({ action }) => action)).toEqual([
      'operation.failed',
      'operation.applied',
    ]);
  });

  it('is read a page at a time, newest first', async () => {
    await tell('a', 'b', 'c');
    const [first] = await readAudit(database.store, { limit: 1 });
    expect(first!.action).toBe('c');
    expect((await readAudit(database.store, { before: first!.seq })).map(({ action }) => action)).toEqual(['b', 'a']);
  });
});
