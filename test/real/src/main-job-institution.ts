import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE_DIRECTORY } from './main-job-examples.ts';
import { NEXTCLOUD_PASSWORD, openNextcloud, type JobNextcloud } from './main-job-nextcloud.ts';
import {
  createLoginClient,
  createRealm,
  createServiceAccount,
  DIRECTORY,
  federate,
  RUNNING_RIGHTS,
  setUnmanagedAttributePolicy,
  startKeycloak,
  startPostgres,
  startSlapd,
  syncEverybody,
  type Keycloak,
  type Postgres,
  type Slapd,
} from './servers/index.ts';

export const REALM = 'cop';
/** The platform as Keycloak sees it: what its tokens say is what the platform gets. */
export const LOGIN_CLIENT = { clientId: 'nextcloud', secret: 'a-login-secret', claimFrom: ['passerelle_id'] } as const;
const SERVICE = { clientId: 'passerelle', secret: 'a-service-secret' } as const;

/** What an institution has before it meets Passerelle, and the configuration by which Passerelle knows it. */
export interface Institution {
  readonly slapd: Slapd;
  readonly keycloak: Keycloak;
  readonly postgres: Postgres;
  readonly nextcloud: JobNextcloud;
  /** Of this institution's own files; removed at its stop. */
  readonly folder: string;
  /** passerelle.yaml, with every secret by the name of a variable in `env`. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function openInstitution(): Promise<Institution> {
  const stops: (() => Promise<unknown>)[] = [];
  const kept = <Server extends { stop: () => Promise<void> }>(server: Server): Server => {
    stops.push(server.stop);
    return server;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((one) => one()));
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'passerelle-main-job-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const [slapd, keycloak, postgres] = await Promise.all([
      startSlapd({ ldif: EXAMPLE_DIRECTORY }).then(kept),
      startKeycloak().then(kept),
      startPostgres().then(kept),
    ]);
    await setUpRealm(keycloak, slapd);
    const nextcloud = await openNextcloud(loginOf(keycloak));
    const config = join(folder, 'passerelle.yaml');
    // JSON is YAML too.
    await writeFile(config, JSON.stringify(configOf(slapd.url, keycloak.url, nextcloud), null, 2));
    const env = {
      TEST_DATABASE_URL: postgres.url,
      TEST_LDAP_PASSWORD: DIRECTORY.readerPassword,
      TEST_KEYCLOAK_SECRET: SERVICE.secret,
      [NEXTCLOUD_PASSWORD]: nextcloud.password,
    };
    return { slapd, keycloak, postgres, nextcloud, folder, config, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As docs/administrators/keycloak.md asks for: UNSYNCED, attributes that only administrators write, the running rights and no more. */
async function setUpRealm({ admin }: Keycloak, slapd: Slapd): Promise<void> {
  await createRealm(admin, REALM);
  await setUnmanagedAttributePolicy(admin, REALM, 'ADMIN_EDIT');
  const sync = await syncEverybody(admin, REALM, await federate(admin, REALM, slapd.url, 'UNSYNCED'));
  if (sync.failed !== 0 || sync.added !== 300) throw new Error(`Keycloak took in ${JSON.stringify(sync)}`);
  await createServiceAccount(admin, REALM, { ...SERVICE, rights: [...RUNNING_RIGHTS, 'view-clients'] });
  await createLoginClient(admin, REALM, LOGIN_CLIENT);
}

const loginOf = ({ url }: Keycloak) => ({
  issuer: `${url}/realms/${REALM}`,
  clientId: LOGIN_CLIENT.clientId,
  clientSecret: LOGIN_CLIENT.secret,
});

const configOf = (ldap: string, keycloak: string, nextcloud: JobNextcloud) => ({
  version: 1,
  database: { url: { env: 'TEST_DATABASE_URL' } },
  sources: {
    ldap: {
      kind: 'ldap',
      url: ldap,
      bind: { dn: DIRECTORY.readerDn, password: { env: 'TEST_LDAP_PASSWORD' } },
      base: DIRECTORY.peopleDn,
    },
  },
  targets: {
    keycloak: {
      kind: 'keycloak',
      url: keycloak,
      realm: REALM,
      credentials: { clientId: SERVICE.clientId, secret: { env: 'TEST_KEYCLOAK_SECRET' } },
    },
    nextcloud: { kind: 'nextcloud', ...nextcloud.target },
  },
  tools: { files: 'nextcloud' },
  // Only what a person does, and what that leads to, happens in the test: nothing by the clock.
  schedules: { observe: null, boundaries: '0 0 1 1 *' },
});
