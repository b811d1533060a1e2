import { randomBytes } from 'node:crypto';
import { createHttpClient, silent, type Logger } from '@passerelle/connector-kit';
import { keycloak, type KeycloakConfig } from '@passerelle/connector-keycloak';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import {
  closeEngine,
  openEngine,
  wakeEngine,
  type Engine,
  type EngineSettings,
  type TargetSetup,
} from '@passerelle/engine';
import { targetId } from '@passerelle/model';
import { openStore } from '@passerelle/store';
import { service } from './platforms.ts';
import { client, realmName } from './realm.ts';

/** Everything that a process needs to work on a world: plain data, so that it can be sent to one. */
export interface WorldAddress {
  readonly database: string;
  readonly nextcloud: string;
  readonly keycloak: string;
  /** Batches under way at once on one target. */
  readonly concurrency: number;
  /** Milliseconds until a request is given up, where it is not half a minute. */
  readonly timeouts?: Partial<Record<'cloud' | 'identity', number>>;
  /** A worker that has this platform only. */
  readonly only?: 'cloud' | 'identity';
  readonly passwords?: { readonly nextcloud?: string; readonly keycloak?: string };
}

export const cloud = targetId('cloud');
export const identity = targetId('identity');

const cloudConfig = ({ nextcloud: url, passwords }: WorldAddress): NextcloudConfig => ({
  url,
  credentials: { user: service.user, password: passwords?.nextcloud ?? service.password },
  accounts: { mode: 'create' },
  language: 'initial',
  teamFolders: 'auto',
  protectedAccounts: [],
  rateLimitLifted: false,
});
const identityConfig = ({ keycloak: url, passwords }: WorldAddress): KeycloakConfig => ({
  url,
  realm: realmName,
  credentials: { clientId: client.clientId, secret: passwords?.keycloak ?? client.secret },
  claim: 'attribute',
  accounts: { directoryMode: 'create' },
  rootGroup: 'passerelle',
  sendInvitations: false,
  invitation: { lifespan: 604_800 },
  protectedAccounts: [],
});

export interface OpenWorld {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Short pauses: what these tests wait for is never more than a moment away. */
export const quickly: Partial<EngineSettings> = {
  firstPause: 10,
  longestPause: 50,
  heartbeat: 100,
  workerTimeout: 400,
};

/** Opens the store and the engine with the real connectors. */
export async function openWorld(
  address: WorldAddress,
  { logger = silent, settings = {} }: { readonly logger?: Logger; readonly settings?: Partial<EngineSettings> } = {},
): Promise<OpenWorld> {
  const store = openStore({ url: address.database, applicationName: 'passerelle-faults', wake: wakeEngine });
  const clients = {
    cloud: createHttpClient({ timeout: address.timeouts?.cloud ?? 30_000 }),
    identity: createHttpClient({ timeout: address.timeouts?.identity ?? 30_000 }),
  };
  const cloudTarget: TargetSetup<NextcloudConfig> = {
    id: cloud,
    connector: { ...nextcloud, manifest: { ...nextcloud.manifest, concurrency: address.concurrency } },
    config: cloudConfig(address),
    http: clients.cloud,
  };
  const identityTarget: TargetSetup<KeycloakConfig> = {
    id: identity,
    connector: { ...keycloak, manifest: { ...keycloak.manifest, concurrency: address.concurrency } },
    config: identityConfig(address),
    http: clients.identity,
  };
  const engine = await openEngine({
    store,
    targets: [cloudTarget, identityTarget].filter(({ id }) => address.only === undefined || id === address.only),
    sources: [],
    settings: { ...quickly, ...settings },
    logger,
    random: () => 0.5,
    randomBytes: (bytes) => randomBytes(bytes),
  });
  return {
    engine,
    async close() {
      await closeEngine(engine);
      await Promise.all(Object.values(clients).map((one) => one.close()));
      await store.close();
    },
  };
}
