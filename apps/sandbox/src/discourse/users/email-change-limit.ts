/** Changes of one person's address that are allowed within a time (facts §3). */
const LIMITS = [
  { calls: 3, ms: 60_000 },
  { calls: 6, ms: 3_600_000 },
] as const;

export interface EmailChangeLimit {
  /** Counts one; false when there were too many. */
  take(userId: number): boolean;
}

export const emailChangeLimit = (now: () => number): EmailChangeLimit => {
  const changes = new Map<number, number[]>();
  return {
    take: (userId) => {
      const before = (changes.get(userId) ?? []).filter((at) => at > now() - 3_600_000);
      if (LIMITS.some(({ calls, ms }) => before.filter((at) => at > now() - ms).length >= calls)) return false;
      changes.set(userId, [...before, now()]);
      return true;
    },
  };
};
