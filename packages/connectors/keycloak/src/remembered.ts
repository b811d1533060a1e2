/** A value that is read at most every so often. A failed reading is not remembered. */
export interface Remembered<T> {
  get(read: () => Promise<T>): Promise<T>;
  forget(): void;
}

/** @param lifetime milliseconds for which a value holds */
export function remembered<T>(lifetime: number, now: () => number): Remembered<T> {
  let kept: { readonly value: T; readonly until: number } | null = null;
  return {
    async get(read) {
      if (kept !== null && now() < kept.until) return kept.value;
      const value = await read();
      kept = { value, until: now() + lifetime };
      return value;
    },
    forget() {
      kept = null;
    },
  };
}
