/** A value that is read at most every so often. */
export interface Remembered<T> {
  /** The value of at most so long ago, else what `read` gives now. A failed reading is not remembered. */
  get(read: () => Promise<T>): Promise<T>;
  /** The value if it still holds. */
  peek(): T | undefined;
  set(value: T): void;
  forget(): void;
}

/** @param lifetime milliseconds for which a value holds */
export const remembered = <T>(lifetime: number, now: () => number): Remembered<T> => {
  let kept: { readonly value: T; readonly until: number } | null = null;
  const peek = (): T | undefined => (kept !== null && now() < kept.until ? kept.value : undefined);
  const set = (value: T): void => {
    kept = { value, until: now() + lifetime };
  };
  return {
    set,
    peek,
    forget() {
      kept = null;
    },
    async get(read) {
      const held = peek();
      if (held !== undefined) return held;
      const value = await read();
      set(value);
      return value;
    },
  };
};
