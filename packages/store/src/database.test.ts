import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, readMigrations } from './migrate.ts';
import { testDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('the store', () => {
  it('reads days as they were written, counters as numbers, instants as dates', async () => {
    const { rows } = await database.store.pool.query<Record<string, unknown>>(
      `select date '2027-03-28' as day, 42::bigint as counter, timestamptz '2027-01-01 00:00Z' as instant, timestamptz 'infinity' as ever`,
    );
    expect(rows[0]).toEqual({ day: '2027-03-28', counter: 42, instant: new Date('2027-01-01T00:00Z'), ever: Infinity });
  });

  it('refuses a counter that JavaScript would round', async () => {
    await expect(database.store.pool.query('select 9007199254740993::bigint as n')).rejects.toThrow(RangeError);
  });

  it('keeps nothing of a transaction that throws, and gives its connection back', async () => {
    const store = database.open({ connections: 1 });
    const write = store.transaction(async (tx) => {
      await tx.db.insertInto('person').values({ id: '00000000-0000-4000-8000-000000000001' }).execute();
      throw new Error('changed my mind');
    });
    await expect(write).rejects.toThrow('changed my mind');
    expect(await store.db.selectFrom('person').select('id').execute()).toEqual([]);
  });

  it('has nothing to migrate twice', async () => {
    expect(await migrate(database.store)).toEqual([]);
  });

  it('refuses a database that a later version has opened', async () => {
    const known = await readMigrations();
    await expect(migrate(database.store, known.slice(0, -1))).rejects.toMatchObject({ code: 'database-newer' });
  });

  it('refuses a migration that is not the one that was applied', async () => {
    const known = await readMigrations();
    const changed = known.map((one) => (one.number === 1 ? { ...one, sql: `${one.sql} ` } : one));
    await expect(migrate(database.store, changed)).rejects.toMatchObject({ code: 'migration-changed' });
  });

  it('leaves nothing behind of a migration that fails', async () => {
    const known = await readMigrations();
    const bad = { number: known.length + 1, name: '9999_bad', sql: 'create table left_over (); select 1/0;' };
    await expect(migrate(database.store, [...known, bad])).rejects.toThrow('division by zero');
    const { rows } = await database.store.pool.query(`select to_regclass('left_over') as found`);
    expect(rows).toEqual([{ found: null }]);
  });
});
