import type { z } from 'zod';
import { endpoint, type Call, type Definition, type Endpoint } from './endpoint.ts';
import { Problem } from './problem/problem.ts';

export interface Look<T> {
  readonly document: T;
  readonly isLast: boolean;
}

/** What the router writes as it comes: JSON texts, each different from the one before. */
export interface EventStream {
  readonly event: string;
  readonly texts: AsyncIterable<string>;
}

interface StreamDefinition<P extends z.ZodType, Q extends z.ZodType, A extends z.ZodType> extends Omit<
  Definition<P, Q, z.ZodNever, A>,
  'handle' | 'body'
> {
  readonly event: string;
  /** Looks once. Null: there is no such thing (any more). */
  readonly look: (call: Call<z.output<P>, z.output<Q>, unknown>) => Promise<Look<z.input<A>> | null>;
}

/** Milliseconds between two looks. */
const pace = 1_000;

/** An endpoint that tells what moves, for as long as it does. What it tells is checked as any answer. */
export function streamEndpoint<P extends z.ZodType, Q extends z.ZodType, A extends z.ZodType>(
  definition: StreamDefinition<P, Q, A>,
): Endpoint {
  const { event, look, answer } = definition;
  async function* texts(
    call: Call<z.output<P>, z.output<Q>, unknown>,
    first: Look<z.input<A>>,
  ): AsyncGenerator<string> {
    let seen: Look<z.input<A>> | null = first;
    let told = '';
    while (seen !== null && !call.signal.aborted) {
      const text = JSON.stringify(answer.parse(seen.document));
      if (text !== told) yield text;
      told = text;
      if (seen.isLast) return;
      await pause(call.signal);
      seen = await look(call);
    }
  }
  const streamed = new WeakMap<object, EventStream>();
  const base = endpoint({
    ...definition,
    async handle(call) {
      const first = await look(call);
      if (first === null) throw new Problem('nothing-here');
      streamed.set(call.signal, { event, texts: texts(call, first) });
      return first.document;
    },
  });
  return {
    ...base,
    streams: true,
    async run(frame, raw) {
      await base.run(frame, raw);
      return streamed.get(frame.signal);
    },
  };
}

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, pace);
    signal.addEventListener('abort', done, { once: true });
  });
