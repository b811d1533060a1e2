/** Calls per account that the real server rations: attribute `UserRateLimit` of the controllers (facts §1). */
export const RATIONED = { editUser: { calls: 50, seconds: 600 }, createShare: { calls: 20, seconds: 600 } } as const;
export type Rationed = keyof typeof RATIONED;

export interface RateLimits {
  /** Counts a call; false when the ration is used up, and then the call is not counted. */
  take(what: Rationed, uid: string): boolean;
  reset(): void;
}

export const rateLimits = (seconds: () => number, allowListed: () => boolean): RateLimits => {
  const calls = new Map<string, number[]>();
  return {
    take: (what, uid) => {
      if (allowListed()) return true;
      const ration = RATIONED[what];
      const key = `${what} ${uid}`;
      const recent = (calls.get(key) ?? []).filter((at) => at > seconds() - ration.seconds);
      const allowed = recent.length < ration.calls;
      if (allowed) recent.push(seconds());
      calls.set(key, recent);
      return allowed;
    },
    reset: () => calls.clear(),
  };
};
