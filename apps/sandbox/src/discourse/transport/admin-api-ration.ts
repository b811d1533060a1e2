const MINUTE = 60_000;

/** Calls of administrators' keys, over all keys of the site: a sliding list of the last minute (facts §1). */
export interface AdminApiRation {
  /** Counts a call and answers 0; or, when the ration is used up, whole seconds to wait, and does not count. */
  take(): number;
  reset(): void;
}

export const adminApiRation = (now: () => number, perMinute: () => number): AdminApiRation => {
  let calls: number[] = [];
  return {
    take: () => {
      calls = calls.filter((at) => at > now() - MINUTE);
      const oldest = calls[calls.length - perMinute()];
      if (oldest !== undefined) return Math.max(1, Math.ceil((oldest + MINUTE - now()) / 1000));
      calls.push(now());
      return 0;
    },
    reset: () => void (calls = []),
  };
};
