import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { Store } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);
/** Any constant: only one process migrates a database at a time. */
const LOCK = 7_274_519_003;

export interface Migration {
  readonly number: number;
  /** File name without `.sql`. */
  readonly name: string;
  readonly sql: string;
}

/** `database-newer`: a later Passerelle was here. `migration-changed`: an applied migration's file is not what was applied. */
export class MigrationError extends Error {
  readonly code: 'database-newer' | 'migration-changed' | 'migration-numbering';
  constructor(code: MigrationError['code'], message: string) {
    super(message);
    this.name = 'MigrationError';
    this.code = code;
  }
}

/** The migrations of this version, in order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (file, index) => {
      const number = Number(file.slice(0, 4));
      if (number !== index + 1)
        throw new MigrationError('migration-numbering', `${file} should be number ${index + 1}`);
      return { number, name: file.slice(0, -4), sql: await readFile(new URL(file, folder), 'utf8') };
    }),
  );
}

const checksum = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

/** Brings the database to this version: each migration in its own transaction. Returns the names of those applied now. @throws MigrationError */
export async function migrate(store: Store, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const known = migrations ?? (await readMigrations());
  const client = await store.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    return await applyMissing(client, known);
  } finally {
    // The connection is not used again: its lock and its settings end with it.
    client.release(true);
  }
}

async function applyMissing(client: pg.PoolClient, known: readonly Migration[]): Promise<readonly string[]> {
  await client.query(`create table if not exists schema_migration (
    number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows: applied } = await client.query<{ number: number; name: string; checksum: string }>(
    'select number, name, checksum from schema_migration order by number',
  );
  for (const { number, name, checksum: was } of applied) {
    const migration = known[number - 1];
    if (migration === undefined) {
      throw new MigrationError(
        'database-newer',
        `Cette base a été ouverte par une version plus récente de Passerelle (migration ${name}) : installez cette version. / ` +
          `This database was opened by a newer Passerelle (migration ${name}): install that version.`,
      );
    }
    if (checksum(migration) !== was) {
      throw new MigrationError(
        'migration-changed',
        `La migration ${name} a changé depuis qu'elle a été appliquée. / Migration ${name} is not the one that was applied.`,
      );
    }
  }
  const done: string[] = [];
  for (const migration of known.slice(applied.length)) {
    await client.query('begin');
    try {
      await client.query(migration.sql);
      await client.query('insert into schema_migration (number, name, checksum) values ($1, $2, $3)', [
        migration.number,
        migration.name,
        checksum(migration),
      ]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
    done.push(migration.name);
  }
  return done;
}
