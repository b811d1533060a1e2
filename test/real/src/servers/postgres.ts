import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './loopback-port.ts';
import { outputOf, runCommand } from './run-command.ts';
import { runServer } from './server-process.ts';

const VERSIONS = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 30_000;

export interface Postgres {
  /** postgresql://passerelle@127.0.0.1:port/passerelle: for DATABASE_URL */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Null, or why Debian's PostgreSQL cannot be started here. */
export function available(): string | null {
  if (binaries() === null) return 'no PostgreSQL server: on Debian, apt-get install postgresql';
  if (process.getuid?.() === 0 && systemUser() === null) {
    return 'PostgreSQL does not run as root, and this system has no user "postgres": apt-get install postgresql makes one';
  }
  return null;
}

/**
 * Starts Debian's PostgreSQL on a free loopback port, in its own folder, with one empty database.
 * @param durable forces every commit to the disk, as in production: for measurements. What is thrown away anyway does not need it
 */
export async function startPostgres({ durable = false }: { readonly durable?: boolean } = {}): Promise<Postgres> {
  const bin = binaries();
  if (bin === null) throw new Error(available() ?? 'no PostgreSQL server');
  const user = process.getuid?.() === 0 ? systemUser() : null;
  const as = user === null ? {} : { user };
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-postgres-'));
  if (user !== null) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await runCommand(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'passerelle', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { cwd: folder, ...as },
  );
  const port = await freePort();
  const connection = ['-h', '127.0.0.1', '-p', String(port), '-U', 'passerelle'];
  const server = runServer({
    name: 'PostgreSQL',
    command: join(bin, 'postgres'),
    args: ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, ...(durable ? [] : ['-F'])],
    folder,
    signal: 'INT',
    ...as,
  });
  try {
    await server.ready(async () => outputOf(join(bin, 'pg_isready'), connection) !== null, START_TIMEOUT_MS);
    await runCommand(join(bin, 'createdb'), [...connection, 'passerelle'], { cwd: folder, ...as });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: `postgresql://passerelle@127.0.0.1:${port}/passerelle`, stop: server.stop };
}

/** The folder of the newest version's programs: Debian keeps initdb and postgres off the PATH. */
function binaries(): string | null {
  if (!existsSync(VERSIONS)) return null;
  const versions = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
  return (
    versions.map((version) => join(VERSIONS, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
  );
}

function systemUser(): { uid: number; gid: number } | null {
  const uid = outputOf('id', ['-u', 'postgres']);
  const gid = outputOf('id', ['-g', 'postgres']);
  return uid === null || gid === null ? null : { uid: Number(uid), gid: Number(gid) };
}
