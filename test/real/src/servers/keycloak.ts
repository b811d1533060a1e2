import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeycloakAdmin } from './keycloak-admin.ts';
import { FETCH_COMMAND, keycloakArchive } from './keycloak-archive.ts';
import { preparedKeycloak } from './keycloak-prepared.ts';
import { freePort } from './loopback-port.ts';
import { keycloakOfYours } from './keycloak-of-yours.ts';
import { outputOf, runCommand } from './run-command.ts';
import { runServer } from './server-process.ts';

/** Seen for a first start: 16 to 91 s on two shared cores. */
const START_TIMEOUT_MS = 240_000;
const ADMIN = { username: 'admin', password: 'sandbox-admin' };

export interface Keycloak {
  /** http://127.0.0.1:port, without a slash at the end */
  readonly url: string;
  /** Of the master realm; only for setting things up. */
  readonly admin: KeycloakAdmin;
  readonly adminCredentials: { readonly username: string; readonly password: string };
  readonly stop: () => Promise<void>;
}

/** Null, or why a real Keycloak cannot be started here. */
export function available(): string | null {
  if (keycloakOfYours() !== null) return null;
  const version = /version "(\d+)/.exec(outputOf('java', ['-version']) ?? '')?.[1];
  if (version === undefined) return 'no Java: on Debian, apt-get install default-jre-headless';
  if (Number(version) < 17) return `Java ${version} is too old for Keycloak, which needs 17 or later`;
  return keycloakArchive() === null ? `no Keycloak archive: ${FETCH_COMMAND}` : null;
}

/**
 * Starts a real Keycloak in development mode on free loopback ports, in its own folder, with its own empty database.
 * Where PASSERELLE_KEYCLOAK_URL names one it is that one, and its stop removes the realms that were made in it.
 */
export async function startKeycloak(): Promise<Keycloak> {
  const yours = keycloakOfYours();
  if (yours !== null) return yours;
  const archive = keycloakArchive();
  if (archive === null) throw new Error(available() ?? 'no Keycloak archive');
  const prepared = await preparedKeycloak(archive, async (home) => {
    const first = await launch(home);
    await first.stop();
  });
  const folder = await temporaryFolder();
  const home = join(folder, 'keycloak');
  await runCommand('cp', ['-a', prepared, home]);
  const { url, stop } = await launch(home, folder);
  return { url, admin: new KeycloakAdmin(url, ADMIN), adminCredentials: ADMIN, stop };
}

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'passerelle-keycloak-'));

/** @param folder goes when the server ends; its own temporary one when the server's home has to stay */
async function launch(home: string, folder?: string): Promise<Pick<Keycloak, 'url' | 'stop'>> {
  const [port, managementPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const server = runServer({
    name: 'Keycloak',
    command: join(home, 'bin', 'kc.sh'),
    args: [
      'start-dev',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${managementPort}`,
      '--health-enabled=true',
      '--cache=local',
    ],
    folder: folder ?? (await temporaryFolder()),
    env: { KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username, KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password },
  });
  try {
    await server.ready(async () => (await fetch(`${url}/realms/master`)).ok, START_TIMEOUT_MS);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, stop: server.stop };
}
