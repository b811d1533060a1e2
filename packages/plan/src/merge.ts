/** A sequence that should be ordered by its key is not: reading on could mistake a late key for an absent one, and take it away. */
export class UnorderedSequence extends Error {
  constructor(side: string, previous: string, key: string) {
    super(`${side} is not in strict order of keys: ${JSON.stringify(key)} comes after ${JSON.stringify(previous)}`);
    this.name = 'UnorderedSequence';
  }
}

export interface Pair<L, R> {
  readonly key: string;
  readonly left: L | null;
  readonly right: R | null;
}

async function* checked<T>(side: string, items: AsyncIterable<T>, keyOf: (item: T) => string): AsyncGenerator<T> {
  let previous: string | null = null;
  for await (const item of items) {
    const key = keyOf(item);
    if (previous !== null && key <= previous) throw new UnorderedSequence(side, previous, key);
    previous = key;
    yield item;
  }
}

/**
 * Walks two ordered sequences at once and pairs what bears the same key: one element of each is held at a time.
 * @throws UnorderedSequence
 */
export async function* mergeByKey<L, R>(
  left: AsyncIterable<L>,
  right: AsyncIterable<R>,
  keyOfLeft: (item: L) => string,
  keyOfRight: (item: R) => string,
): AsyncGenerator<Pair<L, R>> {
  const lefts = checked('the left sequence', left, keyOfLeft);
  const rights = checked('the right sequence', right, keyOfRight);
  try {
    let [l, r] = await Promise.all([lefts.next(), rights.next()]);
    while (!l.done || !r.done) {
      const leftKey = l.done ? null : keyOfLeft(l.value);
      const rightKey = r.done ? null : keyOfRight(r.value);
      const takesLeft = leftKey !== null && (rightKey === null || leftKey <= rightKey);
      const takesRight = rightKey !== null && (leftKey === null || rightKey <= leftKey);
      yield {
        key: (takesLeft ? leftKey : rightKey) ?? '',
        left: takesLeft && !l.done ? l.value : null,
        right: takesRight && !r.done ? r.value : null,
      };
      if (takesLeft) l = await lefts.next();
      if (takesRight) r = await rights.next();
    }
  } finally {
    await Promise.all([lefts.return(undefined), rights.return(undefined)]);
  }
}
