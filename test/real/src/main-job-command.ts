import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Institution } from './main-job-institution.ts';

/** What an administrator types is what these tests run. */
export const PASSERELLE = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

export interface CommandRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One `passerelle` command, as a process of its own. Never throws: the code and both outputs are for the test to judge. */
export async function passerelle({ config, env }: Institution, ...args: readonly string[]): Promise<CommandRun> {
  const child = spawn(process.execPath, [PASSERELLE, ...args, '--config', config, '--lang', 'en'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
