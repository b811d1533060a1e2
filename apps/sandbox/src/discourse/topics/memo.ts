import type { Answer } from '../transport/answer.ts';

/** Identical posts through the API within this time get the first answer again (facts §6). */
const MEMORY_MS = 120_000;

export interface Memo {
  remembered(key: string): Answer | undefined;
  remember(key: string, answer: Answer): void;
}

export const memo = (now: () => number): Memo => {
  const kept = new Map<string, { readonly until: number; readonly answer: Answer }>();
  return {
    remembered: (key) => {
      for (const [each, { until }] of kept) if (until <= now()) kept.delete(each);
      return kept.get(key)?.answer;
    },
    remember: (key, answer) => void kept.set(key, { until: now() + MEMORY_MS, answer }),
  };
};
