import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { KEYCLOAK_VERSION } from './keycloak-archive.ts';
import { runCommand } from './run-command.ts';

/** Starts the Keycloak that is unpacked in `home`, waits until it answers, and stops it. */
export type FirstStart = (home: string) => Promise<void>;

/**
 * A copy of the archive that has been started and stopped once, kept in the user's cache. The first start builds the server
 * and its database: 40 s on two cores, 90 s on two busy ones; a start from a copy of this takes 10 s.
 * @returns its folder, to be copied and never to be started: start-dev writes into it and locks its data
 */
export async function preparedKeycloak(archive: string, firstStart: FirstStart): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'passerelle');
  const prepared = join(cache, `keycloak-${KEYCLOAK_VERSION}-${(await stat(archive)).size}`);
  if (existsSync(prepared)) return prepared;
  await mkdir(cache, { recursive: true });
  const home = await mkdtemp(join(cache, 'keycloak-in-preparation-'));
  try {
    await runCommand('tar', ['-xzf', archive, '-C', home, '--strip-components=1', '--no-same-owner']);
    await firstStart(home);
    await rename(home, prepared).catch((error: unknown) => {
      if (!existsSync(prepared)) throw error; // otherwise another run was as fast, and its copy is as good
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  return prepared;
}
