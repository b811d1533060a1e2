import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from './verdict.ts';

/** Where two outcomes differ, part by part: the first place in each. Empty: nowhere. */
export const differences = (seen: Outcome, expected: Outcome): string[] =>
  Object.keys(expected).flatMap((part) => {
    const a: unknown = Reflect.get(seen, part);
    const b: unknown = Reflect.get(expected, part);
    return isDeepStrictEqual(a, b) ? [] : [`${part}: ${firstDifference(a, b, '')}`];
  });

function firstDifference(seen: unknown, expected: unknown, path: string): string {
  if (typeof seen === 'object' && seen !== null && typeof expected === 'object' && expected !== null) {
    for (const key of new Set([...Object.keys(seen), ...Object.keys(expected)])) {
      const a: unknown = Reflect.get(seen, key);
      const b: unknown = Reflect.get(expected, key);
      if (!isDeepStrictEqual(a, b)) return firstDifference(a, b, `${path}/${key}`);
    }
  }
  return `${path} is ${JSON.stringify(seen)} and not ${JSON.stringify(expected)}`.slice(0, 600);
}
