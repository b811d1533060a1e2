import type { Ration } from '@passerelle/connector-kit';
import { paceOf, type Pace, type PlatformName } from '../stand-ins/latencies.ts';
import type { SeenCall } from '../stand-ins/orders.ts';

interface Allowance {
  /** Calls at once. */
  readonly concurrency: number;
  /** What giving may take of it: the part that is kept for takings does not count. */
  readonly ration: Ration | null;
  /** The platform's own gaps are so many times shorter; services and rations are given as they were. */
  readonly faster: number;
}

/** Milliseconds that these calls take at least on one platform, whoever sends them: by their service, by the platform's own gaps, by its ration. Pure. */
export function leastTime(
  platform: PlatformName,
  calls: readonly Pick<SeenCall, 'method' | 'path' | 'service' | 'status'>[],
  { concurrency, ration, faster }: Allowance,
): number {
  const service = calls.reduce((sum, call) => sum + call.service, 0) / concurrency;
  const counts = new Map<Pace, number>();
  for (const { method, path } of calls) {
    const pace = paceOf(platform, method, path.split('?')[0] ?? '/');
    counts.set(pace, (counts.get(pace) ?? 0) + 1);
  }
  const gaps = [...counts].map(([{ between = 0 }, count]) => (between * count) / faster);
  // The calls of the first window go at once, those of each next one when it is over.
  const windows = ration === null ? 0 : Math.ceil(calls.length / (ration.calls - ration.reserved)) - 1;
  return Math.max(service, ...gaps, windows * (ration?.seconds ?? 0) * 1000);
}
