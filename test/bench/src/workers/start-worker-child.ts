import { startChild } from '../child.ts';
import type { BenchContext } from '../scenario.ts';
import type { Answer, Order } from './orders.ts';

export interface WorkerChild {
  /** Begins to take jobs. */
  work(): Promise<void>;
  /** Ends after what is under way. @returns CPU seconds of its process since it began */
  stop(): Promise<number>;
}

const isAnswer = (said: unknown): said is Answer =>
  typeof said === 'object' && said !== null && 'said' in said && (said.said === 'done' || said.said === 'failed');

/** Starts a worker's process, ready to work; it ends with the scenario. @throws Error */
export async function startWorkerChild(
  context: Pick<BenchContext, 'defer'>,
  open: Extract<Order, { do: 'open' | 'pretend' }>,
): Promise<WorkerChild> {
  const child = await startChild<Order, Answer>(new URL('worker-process.ts', import.meta.url), open, isAnswer);
  context.defer(() => child.end());
  const cpuOf = (answer: Answer): number => {
    if (answer.said === 'failed') throw new Error(`a worker: ${answer.why}`);
    return answer.cpu;
  };
  cpuOf(child.first);
  return {
    work: async () => void cpuOf(await child.ask({ do: 'work' })),
    async stop() {
      const cpu = cpuOf(await child.ask({ do: 'stop' }));
      await child.end();
      return cpu;
    },
  };
}
