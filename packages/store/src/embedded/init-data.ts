import { execFile } from 'node:child_process';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import { withPasswordFile } from './password.ts';
import type { Place } from './place.ts';
import type { SystemUser } from './system-user.ts';

export const DATABASE_USER = 'passerelle';
const MAJOR = '18';

/** Makes the database files at the first start. @throws EmbeddedError */
export async function initData(place: Place, user: SystemUser, password: string, durable: boolean): Promise<void> {
  const version = (await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === MAJOR) return;
  if (version !== '') {
    throw new EmbeddedError(
      'other-version',
      `La base de ${place.data} est de PostgreSQL ${version}, et Passerelle apporte la version ${MAJOR}. Exportez-la avec l'ancienne version, puis recommencez ici.`,
      `The database in ${place.data} is of PostgreSQL ${version}; Passerelle brings version ${MAJOR}. Export it with the older version, then begin again here.`,
    );
  }
  const passwordFile = join(dirname(place.data), 'init-password');
  // An initdb that was killed half-way leaves no PG_VERSION of ours: its remains are put aside by making the files elsewhere first.
  const made = join(place.data, 'new');
  await rm(made, { recursive: true, force: true });
  await withPasswordFile(passwordFile, password, user, () => initdb(place, made, passwordFile, user, durable));
  await moveUp(made, place.data);
}

function initdb(place: Place, made: string, passwordFile: string, user: SystemUser, durable: boolean): Promise<void> {
  const args = [
    ...['-D', made, '-U', DATABASE_USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
    // PostgreSQL's own C.UTF-8: code point order, Unicode case rules, and nothing of the system's locales.
    ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ];
  return new Promise((resolve, reject) => {
    const options = { ...user, cwd: place.data, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } };
    execFile(join(place.programs, 'bin', 'initdb'), args, options, (error, _, stderr) => {
      if (!error) {
        resolve();
        return;
      }
      const why = stderr.trim() || error.message;
      reject(
        new EmbeddedError(
          'init-failed',
          `La base n'a pas pu être créée : ${why}`,
          `The database could not be made: ${why}`,
        ),
      );
    });
  });
}

/** PG_VERSION last: its presence says that all is there. */
async function moveUp(from: string, to: string): Promise<void> {
  const names = (await readdir(from)).filter((name) => name !== 'PG_VERSION');
  for (const name of names) {
    await rm(join(to, name), { recursive: true, force: true });
    await rename(join(from, name), join(to, name));
  }
  await rename(join(from, 'PG_VERSION'), join(to, 'PG_VERSION'));
  await rm(from, { recursive: true, force: true });
}
