import { createHmac, randomUUID } from 'node:crypto';
import type { HttpClient, Logger, SourceConnector, TargetConnector } from '@passerelle/connector-kit';
import type { SourceId, TargetId } from '@passerelle/model';
import type { Store } from '@passerelle/store';
import { defaultSettings, type EngineSettings } from './settings.ts';
import type { Engine, EngineSource, EngineTarget } from './setup.ts';

export interface TargetSetup<Config = unknown> {
  readonly id: TargetId;
  readonly connector: TargetConnector<Config>;
  /** As the connector's own schema parsed it, secrets included. */
  readonly config: Config;
  /** As configured; absent: as it was set by hand before, or active. */
  readonly mode?: 'active' | 'observe-only' | 'paused';
  readonly http: HttpClient;
}
export interface SourceSetup<Config = unknown> {
  readonly id: SourceId;
  readonly connector: SourceConnector<Config>;
  readonly config: Config;
  readonly authority: 'source' | 'import';
  readonly personIdFrom: 'anchor' | 'own';
  readonly readFile: (path: string) => AsyncIterable<Uint8Array>;
}
export interface EngineSetup {
  readonly store: Store;
  readonly targets: readonly TargetSetup[];
  readonly sources: readonly SourceSetup[];
  readonly settings?: Partial<EngineSettings>;
  readonly logger: Logger;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly randomBytes: (bytes: number) => Uint8Array;
}

/** Connects the configured platforms and sources (nothing is sent yet) and makes them known to the store. */
export async function openEngine(setup: EngineSetup): Promise<Engine> {
  const { store, logger } = setup;
  const now = setup.now ?? Date.now;
  const instance = await store.pool.query<{ seal_key: Buffer }>(`select seal_key from instance`);
  const key = instance.rows[0]?.seal_key;
  if (key === undefined) throw new Error('the store has no instance: initInstance comes first');
  const targets = new Map<TargetId, EngineTarget>();
  for (const { id, connector, config, http } of setup.targets) {
    const context = { name: id, http, logger, now, random: setup.randomBytes };
    const use = connector.use(config);
    targets.set(id, {
      id,
      connector: connector.manifest.id,
      manifest: connector.manifest,
      target: connector.connect(config, context),
      rations: use.rations,
      accountMode: use.accountMode,
      ...(use.parts === undefined ? {} : { parts: use.parts }),
      credentialFingerprint: createHmac('sha256', key).update(`${id}\0${use.credential}`).digest('hex'),
    });
  }
  const sources = new Map<SourceId, EngineSource>();
  for (const { id, connector, config, authority, personIdFrom, readFile } of setup.sources) {
    const source = connector.connect(config, { name: id, logger, now, readFile });
    sources.set(id, {
      id,
      connector: connector.manifest.id,
      manifest: connector.manifest,
      source,
      authority,
      personIdFrom,
    });
  }
  for (const { id, connector, mode } of setup.targets) {
    await store.pool.query(
      `insert into target (id, connector, mode) values ($1, $2, coalesce($3, 'active'))
       on conflict (id) do update set connector = excluded.connector, mode = coalesce($3, target.mode)
        where target.connector <> excluded.connector or target.mode <> coalesce($3, target.mode)`,
      [id, connector.manifest.id, mode ?? null],
    );
  }
  return {
    store,
    targets,
    sources,
    settings: { ...defaultSettings, ...setup.settings },
    logger,
    now,
    random: setup.random ?? Math.random,
    uuid: () => randomUUID(),
  };
}

/** Ends the connections to platforms and sources; the store is its owner's to close. */
export async function closeEngine(engine: Engine): Promise<void> {
  await Promise.all([...engine.targets.values()].map(({ target }) => target.close()));
  await Promise.all([...engine.sources.values()].map(({ source }) => source.close()));
}
