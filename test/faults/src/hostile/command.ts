import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../../apps/cli/src/main.ts', import.meta.url));

/** Runs `passerelle` as an administrator would, and gives back all that it said. */
export async function passerelle(
  { folder, database }: { readonly folder: string; readonly database: string },
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'fr_BE.UTF-8', LC_ALL: '', NO_COLOR: '1', DATABASE_URL: database },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, said: out + error };
}
