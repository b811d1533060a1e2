import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { silent } from '@passerelle/connector-kit';
import { ldap } from '@passerelle/connector-ldap';
import {
  closeEngine,
  openEngine,
  prepareJobs,
  sealAudit,
  syncSource,
  wakeEngine,
  type Engine,
} from '@passerelle/engine';
import { sourceId } from '@passerelle/model';
import { initInstance, migrate, openStore } from '@passerelle/store';
import { Client } from 'pg';
import { DIRECTORY } from '../../../real/src/servers/example-directory.ts';
import { timed } from '../timed.ts';

/** Milliseconds. */
export interface PasserelleSyncs {
  /** Everybody new: people, records, states, and one audit record each, committed. */
  readonly first: number;
  /** Chaining those audit records, which a worker does afterwards. */
  readonly seal: number;
  readonly unchanged: readonly number[];
}

const id = sourceId('ldap');
const request = { actor: 'bench', dryRun: false, signal: new AbortController().signal };

/** Our own readings of the same directory into an empty store, as `passerelle sync ldap` does them. @throws Error when one took in another number of people */
export async function passerelleSyncs(
  databaseUrl: string,
  ldapUrl: string,
  { people, passes }: { readonly people: number; readonly passes: number },
): Promise<PasserelleSyncs> {
  const store = openStore({ url: databaseUrl, applicationName: 'bench', wake: wakeEngine, onError: () => undefined });
  try {
    await migrate(store);
    await initInstance(store);
    await prepareJobs({ store });
    const engine = await openEngine({
      store,
      targets: [],
      sources: [
        {
          id,
          connector: ldap,
          config: configOf(ldapUrl),
          authority: 'source',
          personIdFrom: 'own',
          readFile: createReadStream,
        },
      ],
      logger: silent,
      randomBytes: (bytes) => randomBytes(bytes),
    });
    try {
      const first = await timed(() => sync(engine, 'applied', people));
      const seal = await timed(() => sealAudit(engine));
      await mustBeRecorded(engine, people);
      const unchanged: number[] = [];
      for (let pass = 0; pass < passes; pass++) unchanged.push(await timed(() => sync(engine, 'unchanged', people)));
      return { first, seal, unchanged };
    } finally {
      await closeEngine(engine);
    }
  } finally {
    await store.close();
  }
}

/** An empty database beside the given one. @returns its address */
export async function newDatabase(url: string, name: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

const configOf = (url: string) =>
  ldap.manifest.config.parse({
    url,
    bind: { dn: DIRECTORY.readerDn, password: DIRECTORY.readerPassword },
    base: DIRECTORY.peopleDn,
  });

async function sync(engine: Engine, state: 'applied' | 'unchanged', people: number): Promise<void> {
  const source = engine.sources.get(id);
  if (source === undefined) throw new Error('the engine has lost its source');
  const result = await syncSource(engine, source, request);
  const { read, new: added } = result.counts;
  if (result.state !== state || read !== people || (state === 'applied' && added !== people))
    throw new Error(`the sync ended ${result.state}: ${JSON.stringify(result.counts)}`);
}

async function mustBeRecorded({ store }: Engine, people: number): Promise<void> {
  const { rows } = await store.pool.query<{ people: number; told: number; unsealed: number }>(
    `select (select count(*)::int from person) as people,
            (select count(distinct person)::int from audit where seal is not null) as told,
            (select count(*)::int from audit where seal is null) as unsealed`,
  );
  const [found] = rows;
  if (found?.people !== people || found.told !== people || found.unsealed !== 0)
    throw new Error(`the store holds ${JSON.stringify(found)}, and ${people} were read`);
}
