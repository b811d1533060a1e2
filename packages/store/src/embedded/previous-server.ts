import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedError } from './embedded-error.ts';
import { ownerOf } from './keeper-script.ts';

const PATIENCE_MS = 20_000;
const LOOKS = 10;

/**
 * Deals with the server that ran here before. One that is stopping is waited for; one whose keeper died with it is stopped; one that another
 * Passerelle uses is left alone. A `postmaster.pid` that names nobody, or somebody else (process ids come again, in containers soon), is removed:
 * PostgreSQL itself would refuse to start. @throws EmbeddedError `in-use`
 */
export async function settlePreviousServer(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const until = Date.now() + PATIENCE_MS;
  let stopped = false;
  let looks = 0;
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) return;
    const pid = Number(text.split('\n')[0]);
    const server = await processOf(pid);
    if (server === null || !server.command.includes(data)) {
      await rm(file, { force: true });
      return;
    }
    const keeper = await processOf(server.parent);
    const owner = keeper === null ? null : ownerOf(keeper.command);
    // An owner that has died is no longer its keeper's parent: then the keeper is stopping the server.
    // One that was killed a moment ago is still to be seen for a moment: a second look later decides.
    if (owner !== null && owner === keeper?.parent && (looks += 1) > LOOKS) throw inUse(owner);
    if (owner === null && !stopped) {
      process.kill(pid, 'SIGINT');
      stopped = true;
    }
    if (Date.now() > until) throw inUse(pid);
    await pause(100);
  }
}

const inUse = (pid: number): EmbeddedError =>
  new EmbeddedError(
    'in-use',
    `Une autre Passerelle se sert déjà de cette base (processus ${pid}). Arrêtez-la d'abord.`,
    `Another Passerelle is already using this database (process ${pid}). Stop it first.`,
  );

interface Process {
  readonly parent: number;
  readonly command: string;
}

/** From /proc where there is one (a container often has no `ps`). A zombie has no command any more and counts as gone. */
async function processOf(pid: number): Promise<Process | null> {
  if (!Number.isInteger(pid) || pid < 1) return null;
  if (process.platform !== 'linux') return processFromPs(pid);
  try {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    const parent = /^PPid:\s*(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
    return command === '' || parent === undefined ? null : { parent: Number(parent), command };
  } catch {
    return null;
  }
}

function processFromPs(pid: number): Promise<Process | null> {
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'ppid=,args=', '-p', String(pid)], (error, stdout) => {
      const match = /^\s*(\d+)\s+(.*)$/m.exec(stdout);
      resolve(error || !match ? null : { parent: Number(match[1]), command: match[2] ?? '' });
    });
  });
}
