import { randomBytes } from 'node:crypto';
import { discourse, type DiscourseConfig } from '@passerelle/connector-discourse';
import { keycloak, type KeycloakConfig } from '@passerelle/connector-keycloak';
import { createHttpClient, silent, type HttpClient, type TargetConnector } from '@passerelle/connector-kit';
import { nextcloud, type NextcloudConfig } from '@passerelle/connector-nextcloud';
import {
  closeEngine,
  openEngine,
  prepareJobs,
  wakeEngine,
  type Engine,
  type EngineSettings,
  type TargetSetup,
} from '@passerelle/engine';
import { initInstance, openStore } from '@passerelle/store';
import { credentials } from '../stand-ins/credentials.ts';
import { platformNames, type PlatformName } from '../stand-ins/latencies.ts';
import type { Addresses } from '../stand-ins/orders.ts';
import { careGroup, cloud, explorer, forum, identity, rootGroup } from '../world/settings.ts';

/** Everything that a process needs to work on a world: plain data, so that it can be sent to one. */
export interface PasserelleAddress {
  readonly database: string;
  readonly platforms: Addresses;
  /** Only these; all three by default. */
  readonly only?: readonly PlatformName[];
  /** Where the forum has no Data Explorer: the long way. */
  readonly withoutExplorer?: boolean;
  /** The forum's own ration is kept to, with minutes that pass so many times faster; absent: it rations nothing. */
  readonly rationed?: { readonly faster: number };
  readonly settings?: Partial<EngineSettings>;
}

export interface OpenPasserelle {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** The platforms with their own connectors and their own manifests: nothing is tuned for the measurement. */
function targetsOf({ platforms, withoutExplorer, rationed }: PasserelleAddress, http: HttpClient) {
  const { keycloak: realm, nextcloud: service, discourse: key } = credentials;
  const keycloakTarget: TargetSetup<KeycloakConfig> = {
    id: identity,
    connector: keycloak,
    config: keycloak.manifest.config.parse({
      url: platforms.keycloak,
      realm: realm.realm,
      credentials: { clientId: realm.clientId, secret: realm.secret },
      rootGroup,
    }),
    http,
  };
  const nextcloudTarget: TargetSetup<NextcloudConfig> = {
    id: cloud,
    connector: nextcloud,
    config: nextcloud.manifest.config.parse({
      url: platforms.nextcloud,
      credentials: service,
      accounts: { mode: 'create' },
      // As the documentation asks: without it fifty edits take ten minutes on a real server.
      rateLimitLifted: true,
    }),
    http,
  };
  const discourseTarget: TargetSetup<DiscourseConfig> = {
    id: forum,
    connector: rationed === undefined ? discourse : hastened(discourse, rationed.faster),
    config: discourse.manifest.config.parse({
      url: platforms.discourse,
      credentials: { key: key.key, username: key.username },
      connect: { secret: key.connectSecret },
      careGroup,
      // A category per community, as the formulas count it and as the worlds that are in step have it.
      parts: [],
      firstTopics: false,
      callsPerMinute: rationed === undefined ? 100_000 : 60,
      ...(withoutExplorer === true ? {} : { dataExplorer: explorer }),
    }),
    http,
  };
  return { keycloak: keycloakTarget, nextcloud: nextcloudTarget, discourse: discourseTarget };
}

/** The same connector with rations whose time passes so many times faster. */
const hastened = <Config>(connector: TargetConnector<Config>, faster: number): TargetConnector<Config> => ({
  ...connector,
  use(config) {
    const { rations, ...use } = connector.use(config);
    return { ...use, rations: rations.map((ration) => ({ ...ration, seconds: ration.seconds / faster })) };
  },
});

/** Opens the store and the engine with the real connectors. */
export async function openPasserelle(address: PasserelleAddress): Promise<OpenPasserelle> {
  const store = openStore({ url: address.database, applicationName: 'passerelle-bench', wake: wakeEngine });
  await initInstance(store);
  await prepareJobs({ store });
  const http = createHttpClient();
  const targets = targetsOf(address, http);
  const engine = await openEngine({
    store,
    targets: (address.only ?? platformNames).map((name) => targets[name]),
    sources: [],
    ...(address.settings === undefined ? {} : { settings: address.settings }),
    logger: silent,
    randomBytes: (bytes) => randomBytes(bytes),
  });
  return {
    engine,
    async close() {
      await closeEngine(engine);
      await http.close();
      await store.close();
    },
  };
}
