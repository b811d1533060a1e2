import type { Session } from '../session.ts';

/**
 * In the order in which they were last read to their end. Where the ration does not reach for everything, the next reading goes on with what this one
 * did not come to, and nothing is read every time while something else never is.
 */
export const oldestFirst = <T>(session: Session, items: readonly T[], keyOf: (item: T) => string): readonly T[] => {
  const at = (item: T): number => session.lastRead.get(keyOf(item)) ?? Number.NEGATIVE_INFINITY;
  const first = new Map(items.map((item) => [item, at(item)]));
  const when = (item: T): number => first.get(item) ?? Number.NEGATIVE_INFINITY;
  return [...items].sort((a, b) => (when(a) === when(b) ? 0 : when(a) < when(b) ? -1 : 1));
};

export const wasRead = (session: Session, key: string): void => {
  session.lastRead.set(key, session.context.now());
};
