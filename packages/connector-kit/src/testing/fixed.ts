/** A clock that stands still until it is told otherwise. Epoch milliseconds. */
export interface FixedClock {
  (): number;
  forward(milliseconds: number): void;
}
export const fixedClock = (start: number = Date.UTC(2026, 0, 15, 9, 0, 0)): FixedClock => {
  let now = start;
  return Object.assign(() => now, {
    forward: (milliseconds: number) => {
      now += milliseconds;
    },
  });
};

/** The same bytes each time (a linear congruential generator, constants of Numerical Recipes): for tests only. */
export const fixedRandom = (seed = 1): ((bytes: number) => Uint8Array) => {
  let state = seed >>> 0;
  return (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
};
