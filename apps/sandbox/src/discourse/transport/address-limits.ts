/** Limits before anybody has been asked who they are (facts §1). Refused calls count as well. */
const LIMITS = [
  { code: 'ip_10_secs_limit', calls: 50, ms: 10_000 },
  { code: 'ip_60_secs_limit', calls: 200, ms: 60_000 },
] as const;

export interface AddressLimits {
  /** Counts a call from the address; tells which limit it broke and how many seconds to wait. */
  take(address: string): { readonly code: string; readonly seconds: number } | null;
  reset(): void;
}

export const addressLimits = (now: () => number): AddressLimits => {
  const calls = new Map<string, number[]>();
  return {
    take: (address) => {
      const recent = (calls.get(address) ?? []).filter((at) => at > now() - 60_000);
      recent.push(now());
      calls.set(address, recent);
      for (const { code, calls: most, ms } of LIMITS) {
        const inside = recent.filter((at) => at > now() - ms);
        if (inside.length <= most) continue;
        const frees = inside[inside.length - most] ?? now();
        return { code, seconds: Math.max(1, Math.ceil((frees + ms - now()) / 1000)) };
      }
      return null;
    },
    reset: () => calls.clear(),
  };
};
