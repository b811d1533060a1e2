import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('./keeper.sh', import.meta.url));
const LOG_KEPT = 8_000;

export interface ServerCommand {
  /** What the server is called in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Everything that the server writes lies here; removed when it ends. */
  readonly folder: string;
  /** What makes it stop in order: PostgreSQL waits for its clients on SIGTERM, so it gets SIGINT. */
  readonly signal?: 'TERM' | 'INT';
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface ServerProcess {
  /**
   * Asks `probe` until it answers true.
   * @throws Error with the end of the server's own log, when it ended or `timeoutMs` milliseconds went by.
   */
  ready(probe: () => Promise<boolean>, timeoutMs: number): Promise<void>;
  /** Stops the server and removes its folder. Again: nothing happens. */
  readonly stop: () => Promise<void>;
}

/** Starts a server as an ordinary process, which ends when this one does, in whatever way: see keeper.sh. */
export function runServer({ name, command, args, folder, signal, env, user }: ServerCommand): ServerProcess {
  const child = spawn(KEEPER, [folder, signal ?? 'TERM', command, ...args], {
    cwd: folder,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...user,
  });
  let log = '';
  const keep = (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-LOG_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => {
    log += error.message;
  });
  child.stdin.on('error', () => undefined); // EPIPE: the keeper ended first, which `running` tells
  const ended = once(child, 'close').catch(() => undefined);
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const failure = (what: string) => new Error(`${name} ${what}. Its last words:\n${log.trim() || '(none)'}`);

  return {
    async ready(probe, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      while (!(await probe().catch(() => false))) {
        if (!running()) throw failure('ended while it was starting');
        if (performance.now() > deadline) throw failure(`did not answer within ${timeoutMs / 1000} s`);
        await pause(100);
      }
    },
    async stop() {
      child.stdin.end();
      if (running()) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
