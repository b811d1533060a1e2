import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface CommandOptions {
  /** Streamed into the command. */
  readonly input?: Readable | string;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Runs a command to its end.
 * @returns what it wrote on standard output
 * @throws Error with what it wrote on standard error, when its code is not 0
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { input, cwd, user } = options;
  const child = spawn(command, args, { stdio: 'pipe', ...(cwd === undefined ? {} : { cwd }), ...user });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = once(child, 'close');
  // A command that ends before it has read everything closes the pipe: its code and its errors say why.
  const fed = pipeline(input ?? '', child.stdin).catch((error: unknown) => (errors += String(error)));
  const [code] = (await closed) as [number | null];
  await fed;
  if (code !== 0) throw new Error(`${command} ended with ${code ?? 'a signal'}: ${errors.slice(-2_000)}`);
  return output;
}

/** The whole output of a command, errors included, or null where it cannot be run. */
export function outputOf(command: string, args: readonly string[]): string | null {
  const { error, stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  return error !== undefined || status !== 0 ? null : `${stdout}${stderr}`;
}
