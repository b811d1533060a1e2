import type { Call } from '../contract/call.ts';

export interface TestCall extends Call {
  /** Bucket of each request asked for, in order; null where it spends none. */
  readonly asked: readonly (string | null)[];
  readonly outcomes: readonly ('answered' | 'unauthorized' | 'failed')[];
}
export interface TestCallOptions {
  readonly signal?: AbortSignal;
  /** May throw, as the engine's does when a ration is used up or the worker is fenced. */
  readonly onBefore?: (bucket: string | null, asked: number) => void | Promise<void>;
}

/** A call that allows everything and remembers what it was asked. */
export const testCall = (options: TestCallOptions = {}): TestCall => {
  const asked: (string | null)[] = [];
  const outcomes: ('answered' | 'unauthorized' | 'failed')[] = [];
  return {
    signal: options.signal ?? new AbortController().signal,
    asked,
    outcomes,
    async before(bucket) {
      asked.push(bucket);
      await options.onBefore?.(bucket, asked.length);
    },
    after(outcome) {
      outcomes.push(outcome);
    },
  };
};
