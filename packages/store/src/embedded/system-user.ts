import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { EmbeddedError } from './embedded-error.ts';

/** Who PostgreSQL runs as. Null: as ourselves. */
export type SystemUser = { readonly uid: number; readonly gid: number } | null;

/** PostgreSQL refuses to run as root: then it is the system user `postgres`, who is never created here. @throws EmbeddedError */
export async function serverUser(): Promise<SystemUser> {
  if (process.getuid?.() !== 0) return null;
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new EmbeddedError(
      'no-system-user',
      "PostgreSQL ne tourne pas sous root, et ce système n'a pas d'utilisateur « postgres ». Lancez Passerelle sous un utilisateur ordinaire, " +
        'créez cet utilisateur (Debian : apt install postgresql-common), ou donnez votre serveur dans DATABASE_URL.',
      'PostgreSQL does not run as root, and this system has no user "postgres". Start Passerelle as an ordinary user, ' +
        'create that user (Debian: apt install postgresql-common), or name your own server in DATABASE_URL.',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether that user can enter these folders and run these programs: asked of the kernel, not worked out from modes. */
export function canReach(user: SystemUser, paths: readonly string[]): Promise<boolean> {
  if (user === null) return Promise.resolve(true);
  const script = 'for path do [ -x "$path" ] || exit 1; done';
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', script, 'sh', ...paths], { ...user, cwd: '/' }, (error) => resolve(error === null));
  });
}
