import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, readMigrations } from './migrate.ts';
import { dumpSchema } from './schema-dump.ts';
import { testDatabase, type TestDatabase } from './testing/index.ts';

const committed = new URL('./schema.dump.sql', import.meta.url);
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('the schema', () => {
  // PASSERELLE_UPDATE_SCHEMA_DUMP=1 writes the file anew after a migration was added.
  it('is the one in schema.dump.sql', async () => {
    const dump = await dumpSchema(database.store);
    if (process.env['PASSERELLE_UPDATE_SCHEMA_DUMP'] === '1') await writeFile(committed, dump);
    expect(dump).toBe(await readFile(committed, 'utf8'));
  });

  it('of a database that was upgraded step by step, with people in it, is that of a fresh one', async () => {
    const fresh = await dumpSchema(database.store);
    await database.store.pool.query('drop schema public cascade; create schema public');
    const all = await readMigrations();
    await migrate(database.store, all.slice(0, 1));
    await database.store.pool.query(`insert into person (id) values (gen_random_uuid());
      insert into person_name (person, given_name, family_name, display_name) select id, 'A', 'B', 'A B' from person`);
    expect(await migrate(database.store)).toEqual(all.slice(1).map(({ name }) => name));
    expect(await dumpSchema(database.store)).toBe(fresh);
  });
});
