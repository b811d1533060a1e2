/** Failed logins from one address within this time count together (facts §1: eleven lock the address). */
const WINDOW_SECONDS = 30 * 60;
const LIMIT = 10;

/** Nextcloud's throttler: after eleven failures from an address nobody gets in from there, right password or not. */
export interface BruteForce {
  /** True when calls from this address are answered 429. */
  blocked(address: string): boolean;
  failed(address: string): void;
  /** `occ security:bruteforce:reset`. Without an address: all of them. */
  reset(address?: string): void;
}

export const bruteForce = (seconds: () => number, allowListed: () => boolean): BruteForce => {
  const failures = new Map<string, number[]>();
  const recent = (address: string): number[] =>
    (failures.get(address) ?? []).filter((at) => at > seconds() - WINDOW_SECONDS);
  return {
    blocked: (address) => !allowListed() && recent(address).length > LIMIT,
    failed: (address) => {
      failures.set(address, [...recent(address), seconds()]);
    },
    reset: (address) => {
      if (address === undefined) failures.clear();
      else failures.delete(address);
    },
  };
};
