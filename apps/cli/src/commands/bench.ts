import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CliError, exit } from '../runtime/cli-error.ts';
import type { Run } from '../runtime/run.ts';

const program = fileURLToPath(new URL('../../../../test/bench/src/main.ts', import.meta.url));

/**
 * `passerelle bench`: starts the measurements of test/bench as a process of their own, and ends as they end. They stay outside of what the command is made
 * of: stand-ins, made-up worlds and measuring have no place in production, and a process of its own is not slowed down by this one.
 */
export const run: Run = async (session, { options }) => {
  if (!existsSync(program)) throw new CliError('cli.no-bench');
  const { only, out } = options;
  const args = [
    ...(Array.isArray(only) ? only.flatMap((id) => ['--only', String(id)]) : []),
    ...(['list', 'quick'] as const).flatMap((name) => (options[name] === true ? [`--${name}`] : [])),
    ...(typeof out === 'string' ? ['--out', resolve(session.world.folder, out)] : []),
    ...(session.json ? ['--json'] : []),
    ...['--lang', session.say.language],
  ];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { terminal, signal } = session.world;
  createInterface({ input: child.stdout }).on('line', (line) => terminal.out(line));
  createInterface({ input: child.stderr }).on('line', (line) => terminal.err(line));
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const [code] = (await once(child, 'close')) as readonly (number | null)[];
  signal.removeEventListener('abort', stop);
  return code ?? exit.error;
};
