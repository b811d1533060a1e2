import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNextcloud, type NextcloudStandIn } from '@passerelle/sandbox';
import { EXAMPLES } from './main-job-examples.ts';
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
const NEXTCLOUD = {
  admin: { login: 'admin', password: 'admin-password-1' },
  serviceAccount: { login: 'passerelle', appPassword: 'a-service-app-password', rights: 'admin' },
} as const;

/** What an institution has before it meets Passerelle, and the configuration by which Passerelle knows it. */
export interface Institution {
  readonly slapd: Slapd;
  readonly keycloak: Keycloak;
  readonly postgres: Postgres;
  readonly nextcloud: NextcloudStandIn;
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
      startSlapd({ ldif: EXAMPLES.directory }).then(kept),
      startKeycloak().then(kept),
      startPostgres().then(kept),
    ]);
    await setUpRealm(keycloak, slapd);
    const nextcloud = await startNextcloud({ ...NEXTCLOUD, language: 'fr', oidc: loginOf(keycloak) });
    stops.push(() => nextcloud.stop());
    // As `rateLimitLifted` says of it.
    nextcloud.settings.allowListed = true;
    const config = join(folder, 'passerelle.yaml');
    // JSON is YAML too.
    await writeFile(config, JSON.stringify(configOf(slapd.url, keycloak.url, nextcloud.url), null, 2));
    const env = {
      TEST_DATABASE_URL: postgres.url,
      TEST_LDAP_PASSWORD: DIRECTORY.readerPassword,
      TEST_KEYCLOAK_SECRET: SERVICE.secret,
      TEST_NEXTCLOUD_PASSWORD: NEXTCLOUD.serviceAccount.appPassword,
    };
    return { slapd, keycloak, postgres, nextcloud, config, env, stop };
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
  providerId: 1,
  issuer: `${url}/realms/${REALM}`,
  clientId: LOGIN_CLIENT.clientId,
  clientSecret: LOGIN_CLIENT.secret,
  uidClaim: 'passerelle_id',
  uniqueUid: false,
  autoProvision: false,
  softAutoProvision: true,
  label: 'Keycloak',
});

const configOf = (ldap: string, keycloak: string, nextcloud: string) => ({
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
    nextcloud: {
      kind: 'nextcloud',
      url: nextcloud,
      credentials: { user: NEXTCLOUD.serviceAccount.login, password: { env: 'TEST_NEXTCLOUD_PASSWORD' } },
      accounts: { mode: 'provision', oidcProviderId: 1 },
      rateLimitLifted: true,
    },
  },
  tools: { files: 'nextcloud' },
  // Only what a person does, and what that leads to, happens in the test: nothing by the clock.
  schedules: { observe: null, boundaries: '0 0 1 1 *' },
});
