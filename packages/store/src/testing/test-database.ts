import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { z } from 'zod';
import { openStore, type Store, type StoreOptions } from '../database.ts';
import { databaseUrl, run, type TestServer } from './server-desk.ts';

export interface TestDatabase {
  readonly url: string;
  /** Opened on it with default options; `open` gives another one, as a second process would have. */
  readonly store: Store;
  open(options?: Partial<StoreOptions>): Store;
  /** Closes every store that was opened here and drops the database. */
  drop(): Promise<void>;
}

const answer = z.union([
  z.object({ url: z.string(), template: z.string(), prefix: z.string() }),
  z.object({ error: z.string() }),
]);

/** A fresh, migrated, empty database of its own: in `beforeAll`, with `drop` in `afterAll`. Needs testing/global-setup.ts as vitest's globalSetup. */
export async function testDatabase(options: Partial<StoreOptions> = {}): Promise<TestDatabase> {
  const server = await askForServer();
  const name = `${server.prefix}${randomBytes(6).toString('hex')}`;
  await run(server.url, `create database ${name} template ${server.template}`);
  const url = databaseUrl(server.url, name);
  const stores: Store[] = [];
  const open = (more: Partial<StoreOptions> = {}): Store => {
    const store = openStore({ url, applicationName: 'passerelle-test', ...options, ...more });
    stores.push(store);
    return store;
  };
  return {
    url,
    store: open(),
    open,
    drop: async () => {
      await Promise.all(stores.map(async (store) => (store.pool.ended ? undefined : store.close())));
      await run(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function askForServer(): Promise<TestServer> {
  const socket = connect(inject('passerelleTestServerPort'), '127.0.0.1');
  await once(socket, 'connect');
  const found = answer.parse(JSON.parse(await text(socket)));
  if ('error' in found) throw new Error(`no PostgreSQL for the tests: ${found.error}`);
  return found;
}
