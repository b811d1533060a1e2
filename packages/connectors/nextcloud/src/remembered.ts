export interface Remembered<T> {
  /** The value of at most so long ago, else what `read` gives now. A failed reading is not remembered. */
  get(read: () => Promise<T>): Promise<T>;
  set(value: T): void;
}

/** @param lifetime milliseconds for which a value holds */
export const remembered = <T>(lifetime: number, now: () => number): Remembered<T> => {
  let kept: { readonly value: T; readonly until: number } | null = null;
  const set = (value: T): void => {
    kept = { value, until: now() + lifetime };
  };
  return {
    set,
    async get(read) {
      if (kept !== null && now() < kept.until) return kept.value;
      const value = await read();
      set(value);
      return value;
    },
  };
};
