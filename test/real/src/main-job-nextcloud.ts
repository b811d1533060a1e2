import { randomBytes } from 'node:crypto';
import { startNextcloud } from '@passerelle/sandbox';
import { createHttpClient } from '@passerelle/connector-kit';
import { nextcloud as connector } from '@passerelle/connector-nextcloud';
import { nextcloudByHand } from './nextcloud-by-hand.ts';
import { jsonObject, text } from './servers/json-object.ts';

/** The Nextcloud of the main job: the sandbox's stand-in, or one of yours. */
export interface JobNextcloud {
  /** As passerelle.yaml has it, with the password by the name of a variable. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly password: string;
  /** Before the slug and the name of every community, so that what the test makes is told from what was there. */
  readonly prefix: string;
  /** Names of the team folders, as Nextcloud tells them. */
  folders(): Promise<readonly string[]>;
  /** Removes what was made: every group and folder that has the prefix, and these accounts. */
  cleanUp(accounts: readonly string[]): Promise<void>;
}

/** Variable that holds the password. */
export const NEXTCLOUD_PASSWORD = 'TEST_NEXTCLOUD_PASSWORD';
const SERVICE = { login: 'passerelle', appPassword: 'a-service-app-password', rights: 'admin' } as const;
const ADMIN = { login: 'admin', password: 'admin-password-1' } as const;

export interface JobLogin {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export function openNextcloud(login: JobLogin): Promise<JobNextcloud> {
  const {
    PASSERELLE_NEXTCLOUD_URL: url,
    PASSERELLE_NEXTCLOUD_USER: user,
    PASSERELLE_NEXTCLOUD_PASSWORD: password,
  } = process.env;
  return url === undefined || user === undefined || password === undefined
    ? standIn(login)
    : Promise.resolve(yours({ url, user, password }));
}

async function standIn(login: JobLogin): Promise<JobNextcloud> {
  const server = await startNextcloud({
    admin: ADMIN,
    serviceAccount: SERVICE,
    language: 'fr',
    oidc: {
      ...login,
      providerId: 1,
      uidClaim: 'passerelle_id',
      uniqueUid: false,
      autoProvision: false,
      softAutoProvision: true,
      label: 'Keycloak',
    },
  });
  // As `rateLimitLifted` says of it.
  server.settings.allowListed = true;
  return {
    folders: () => foldersOf(server.url, SERVICE.login, SERVICE.appPassword),
    target: {
      url: server.url,
      credentials: { user: SERVICE.login, password: { env: NEXTCLOUD_PASSWORD } },
      accounts: { mode: 'provision', oidcProviderId: 1 },
      rateLimitLifted: true,
    },
    password: SERVICE.appPassword,
    prefix: '',
    cleanUp: () => server.stop(),
  };
}

function yours({
  url,
  user,
  password,
}: {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}): JobNextcloud {
  const prefix = `t${randomBytes(2).toString('hex')}-`;
  console.warn(
    `On ${url} the main job makes, and removes at the end: some 160 accounts with invented names at example.org and example.com, ` +
      `some 45 groups and 7 team folders with "${prefix}" in their names. With newUser.sendEmail on, Nextcloud tries to write to those people.`,
  );
  return {
    folders: () => foldersOf(url, user, password),
    target: {
      url,
      credentials: { user, password: { env: NEXTCLOUD_PASSWORD } },
      accounts: { mode: 'create' },
      teamFolders: 'required',
    },
    password,
    prefix,
    async cleanUp(accounts) {
      const http = createHttpClient();
      try {
        const config = connector.manifest.config.parse({ url, credentials: { user, password } });
        const hand = nextcloudByHand(http, config);
        // Folders bear the community's name; groups are named `cop-<slug>-…`.
        await hand.removeAll(prefix, accounts);
        await hand.removeAll(`cop-${prefix}`, []);
      } finally {
        await http.close();
      }
    },
  };
}

async function foldersOf(url: string, user: string, password: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/index.php/apps/groupfolders/folders`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'ocs-apirequest': 'true',
      accept: 'application/json',
    },
  });
  if (!response.ok) throw new Error(`Nextcloud answered ${response.status} when asked for its folders`);
  const data = jsonObject(
    jsonObject(jsonObject(await response.json(), 'the answer')['ocs'], 'ocs')['data'],
    'the folders',
  );
  return Object.values(data).map((folder) => text(jsonObject(folder, 'a folder'), 'mount_point'));
}
