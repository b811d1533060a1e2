import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaults, type Faults } from '@passerelle/sandbox/faults';
import { prepareRealm } from './realm.ts';
import { startKeycloak, startNextcloud, type Keycloak, type NextcloudStandIn } from './stand-ins.ts';

export const service = { user: 'passerelle', password: 'p'.repeat(72) } as const;

/** A Nextcloud and a Keycloak in this process, each with its own injector of faults. */
export interface Platforms {
  readonly nextcloud: NextcloudStandIn;
  readonly keycloak: Keycloak;
  readonly faults: { readonly cloud: Faults; readonly identity: Faults };
  /** Stops them and keeps what they held; `startPlatforms(saved)` begins there, as often as wanted. */
  save(): Promise<Saved>;
  stop(): Promise<void>;
}
export interface Saved {
  readonly folder: string;
  remove(): Promise<void>;
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'passerelle-faults-'));

/** New ones, set up as an administrator would; or copies of saved ones. */
export async function startPlatforms(saved?: Saved): Promise<Platforms> {
  const folder = await newFolder();
  if (saved !== undefined) await cp(saved.folder, folder, { recursive: true });
  const faults = { cloud: createFaults(), identity: createFaults() };
  const nextcloud = await startNextcloud({
    admin: { login: 'administrator', password: 'correct horse battery staple 1A!' },
    serviceAccount: { login: service.user, appPassword: service.password, rights: 'delegated' },
    middleware: faults.cloud.middleware,
    stateFile: join(folder, 'nextcloud.json'),
  });
  const keycloak = await startKeycloak({
    middleware: faults.identity.middleware,
    persist: join(folder, 'keycloak.json'),
  });
  if (saved === undefined) await prepareRealm(keycloak);
  faults.identity.forget();
  const halt = async (): Promise<void> => {
    faults.cloud.disarm();
    faults.identity.disarm();
    await Promise.all([nextcloud.stop(), keycloak.stop()]);
  };
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return {
    nextcloud,
    keycloak,
    faults,
    async save() {
      await halt();
      return { folder, remove };
    },
    async stop() {
      await halt();
      await remove();
    },
  };
}
