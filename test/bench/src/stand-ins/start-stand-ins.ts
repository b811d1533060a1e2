import { startChild } from '../child.ts';
import type { BenchContext } from '../scenario.ts';
import type { Contents } from '../world/made-object.ts';
import type { Addresses, Answer, Latency, Look, Order } from './orders.ts';

/** Keycloak, Nextcloud and Discourse in another process. */
export interface StandIns {
  readonly addresses: Addresses;
  /** Puts a world into them, past their APIs. */
  fill(contents: Contents): Promise<void>;
  setLatency(latency: Latency): Promise<void>;
  /** Forgets the calls counted so far. */
  forget(): Promise<void>;
  /** Calls and writes since then. */
  look(): Promise<Look>;
  /** Ends them before the scenario does. */
  end(): Promise<void>;
}

const words = new Set<unknown>(['ready', 'done', 'look', 'failed']);
const isAnswer = (said: unknown): said is Answer =>
  typeof said === 'object' && said !== null && 'said' in said && words.has(said.said);

/** Starts them, empty; they end with the scenario. @throws Error */
export async function startStandIns(
  context: Pick<BenchContext, 'defer'>,
  options: Omit<Extract<Order, { do: 'start' }>, 'do'> = {},
): Promise<StandIns> {
  const start: Order = { do: 'start', ...options };
  const child = await startChild<Order, Answer>(new URL('stand-ins-process.ts', import.meta.url), start, isAnswer);
  context.defer(() => child.end());
  if (child.first.said !== 'ready') throw new Error(failure(child.first));
  const done = async (order: Order): Promise<void> => {
    const answer = await child.ask(order);
    if (answer.said !== 'done') throw new Error(failure(answer));
  };
  return {
    addresses: child.first.addresses,
    fill: (contents) => done({ do: 'fill', contents }),
    setLatency: (latency) => done({ do: 'latency', latency }),
    forget: () => done({ do: 'forget' }),
    async look() {
      const answer = await child.ask({ do: 'look' });
      if (answer.said !== 'look') throw new Error(failure(answer));
      return answer.look;
    },
    end: () => child.end(),
  };
}

const failure = (answer: Answer): string =>
  `the stand-ins: ${answer.said === 'failed' ? answer.why : `an unexpected ${answer.said}`}`;
