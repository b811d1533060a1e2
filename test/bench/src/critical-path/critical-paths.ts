/** One call of a chain: how long the platform takes, and the kind of call, of which it may take only so many in a while. Milliseconds. */
export interface Call<Pace extends { readonly between?: number } = { readonly between?: number }> {
  readonly service: number;
  readonly pace: Pace;
}
/** Calls that must follow one another. */
export type Chain = readonly Call[];

export interface Job {
  readonly id: number;
  /** Takings go first. */
  readonly isTaking: boolean;
  readonly chain: Chain;
}

/**
 * When each job would be done on one platform by somebody who takes no time: all are there at 0, so many are at work at once, in their order, takings
 * first; each call takes its service, and begins only when the platform takes the next of its kind. Pure.
 */
export function criticalPaths(
  jobs: readonly Job[],
  concurrency: number,
): readonly { readonly id: number; readonly end: number }[] {
  const lanes = Array.from({ length: concurrency }, () => 0);
  const free = new Map<object, number>();
  return jobs
    .toSorted((a, b) => Number(b.isTaking) - Number(a.isTaking) || a.id - b.id)
    .map(({ id, chain }) => {
      const lane = lanes.indexOf(Math.min(...lanes));
      let at = lanes[lane] ?? 0;
      for (const { service, pace } of chain) {
        const start = Math.max(at, free.get(pace) ?? 0);
        free.set(pace, start + (pace.between ?? 0));
        at = start + service;
      }
      lanes[lane] = at;
      return { id, end: at };
    });
}
