import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Order } from './orders.ts';

const program = fileURLToPath(new URL('worker-process.ts', import.meta.url));

/** Milliseconds after which a worker that does not come to an end has failed. */
const patience = 120_000;

/** How a worker's work ended. */
export type Ending =
  | { readonly how: 'done'; readonly states: Readonly<Record<string, string>> }
  | { readonly how: 'failed'; readonly why: string }
  | { readonly how: 'killed' };

export interface WorkerChild {
  obey(order: Order): Promise<Ending>;
  /** SIGKILL; resolves when the process is gone. Calling it twice is harmless. */
  kill(): Promise<void>;
  readonly alive: boolean;
}

/** Starts a worker process and waits until it has loaded. */
export async function startChild(): Promise<WorkerChild> {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Compiling is most of what a start costs: once for all children.
    env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: join(tmpdir(), 'passerelle-faults-compiled') },
  });
  let listener: (answer: Answer) => void = () => undefined;
  child.on('message', (answer: Answer) => listener(answer));
  const gone = once(child, 'exit').then(() => undefined);
  const next = (wanted: (answer: Answer) => boolean): Promise<Answer | null> =>
    Promise.race([
      new Promise<Answer>((resolve) => {
        listener = (answer) => {
          if (wanted(answer)) resolve(answer);
        };
      }),
      gone.then(() => null),
    ]);
  const ready = await next(({ said }) => said === 'ready');
  if (ready === null) throw new Error('a worker process ended before it was ready');
  return {
    get alive() {
      return child.exitCode === null && child.signalCode === null;
    },
    async obey(order) {
      const answer = next(({ said }) => said === 'done' || said === 'failed');
      // A child that was killed a moment ago has no channel any more: that it is gone is told by `gone`.
      if (child.connected) child.send(order, () => undefined);
      const watch = { late: false };
      const watchdog = setTimeout(() => {
        watch.late = true;
        child.kill('SIGKILL');
      }, patience);
      const told = await answer;
      clearTimeout(watchdog);
      if (watch.late) return { how: 'failed', why: `no end within ${patience / 1000} s` };
      if (told === null) return { how: 'killed' };
      if (told.said === 'done') return { how: 'done', states: told.states };
      return { how: 'failed', why: told.said === 'failed' ? told.why : told.said };
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
