import { randomBytes } from 'node:crypto';
import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import type { SystemUser } from './system-user.ts';

/** The database's password, made at the first start and kept in a file that only its owner reads. */
export async function passwordIn(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null && known.trim() !== '') return known.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Lends the password to `work` in a file that only the server's user reads, and takes it back. */
export async function withPasswordFile<T>(
  file: string,
  password: string,
  user: SystemUser,
  work: () => Promise<T>,
): Promise<T> {
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  try {
    if (user !== null) await chown(file, user.uid, user.gid);
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
