import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeycloakAdmin } from './keycloak-admin.ts';
import { FETCH_COMMAND, keycloakArchive, unpackKeycloak } from './keycloak-archive.ts';
import { freePort } from './loopback-port.ts';
import { outputOf } from './run-command.ts';
import { runServer } from './server-process.ts';

/** Seen: 16 to 41 s on two shared cores. */
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
  const version = /version "(\d+)/.exec(outputOf('java', ['-version']) ?? '')?.[1];
  if (version === undefined) return 'no Java: on Debian, apt-get install default-jre-headless';
  if (Number(version) < 17) return `Java ${version} is too old for Keycloak, which needs 17 or later`;
  return keycloakArchive() === null ? `no Keycloak archive: ${FETCH_COMMAND}` : null;
}

/** Starts a real Keycloak in development mode on free loopback ports, in its own folder, with its own empty database. */
export async function startKeycloak(): Promise<Keycloak> {
  const archive = keycloakArchive();
  if (archive === null) throw new Error(available() ?? 'no Keycloak archive');
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-keycloak-'));
  const command = await unpackKeycloak(archive, folder);
  const [port, managementPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const server = runServer({
    name: 'Keycloak',
    command,
    args: [
      'start-dev',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${managementPort}`,
      '--health-enabled=true',
      '--cache=local',
    ],
    folder,
    env: { KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username, KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password },
  });
  try {
    await server.ready(async () => (await fetch(`${url}/realms/master`)).ok, START_TIMEOUT_MS);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, admin: new KeycloakAdmin(url, ADMIN), adminCredentials: ADMIN, stop: () => server.stop() };
}
