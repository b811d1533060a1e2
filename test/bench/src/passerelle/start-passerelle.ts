import { startChild, type Child } from '../child.ts';
import type { BenchContext } from '../scenario.ts';
import type { PasserelleAddress } from './open-passerelle.ts';
import type { Answer, Order, Page, Spent } from './orders.ts';

/** Passerelle, or the bare loop beside it, in a process of its own. */
export interface PasserelleProcess {
  /** Reads everything and plans the difference. @throws Error when a platform was not read to its end */
  plan(): Promise<Spent & { readonly operations: number }>;
  /** Downloads these pages and throws them away. */
  download(pages: readonly (readonly Page[])[]): Promise<Spent & { readonly bytes: number }>;
  /** Ends it before the scenario does. */
  end(): Promise<void>;
}

const words = new Set<unknown>(['ready', 'planned', 'downloaded', 'failed']);
const isAnswer = (said: unknown): said is Answer =>
  typeof said === 'object' && said !== null && 'said' in said && words.has(said.said);

/** Starts it on a world; it ends with the scenario. */
export async function startPasserelle(
  context: Pick<BenchContext, 'defer'>,
  address: PasserelleAddress,
): Promise<PasserelleProcess> {
  const program = new URL('passerelle-process.ts', import.meta.url);
  const child: Child<Order, Answer> = await startChild(program, { do: 'open', address } satisfies Order, isAnswer);
  context.defer(() => child.end());
  if (child.first.said !== 'ready') throw failure(child.first);
  return {
    async plan() {
      const answer = await child.ask({ do: 'plan' });
      if (answer.said !== 'planned') throw failure(answer);
      if (answer.unread.length > 0) throw new Error(`not read to its end: ${answer.unread.join('; ')}`);
      return { ...answer.spent, operations: answer.operations };
    },
    async download(pages) {
      const answer = await child.ask({ do: 'download', pages });
      if (answer.said !== 'downloaded') throw failure(answer);
      return { ...answer.spent, bytes: answer.bytes };
    },
    end: () => child.end(),
  };
}

const failure = (answer: Answer): Error =>
  new Error(`Passerelle's process: ${answer.said === 'failed' ? answer.why : `an unexpected ${answer.said}`}`);
