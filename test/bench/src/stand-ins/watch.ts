import { setTimeout as wait } from 'node:timers/promises';
import type { startNextcloud } from '@passerelle/sandbox';
import { paceOf, type Pace, type PlatformName } from './latencies.ts';
import type { Latency, SeenCall } from './orders.ts';

type Middleware = NonNullable<Parameters<typeof startNextcloud>[0]['middleware']>;

/** Notes every call of one platform and takes as long as the real one took. */
export interface Watch {
  readonly middleware: Middleware;
  latency: Latency;
  /** Service takes so many times less than it did there. */
  faster: number;
  calls: SeenCall[];
}

/** @param clock milliseconds, only ever subtracted */
export function watchOf(platform: PlatformName, clock: () => number): Watch {
  const nextFree = new Map<Pace, number>();
  const watch: Watch = {
    latency: 'none',
    faster: 1,
    calls: [],
    async middleware(exchange, next) {
      const arrived = clock();
      const { method = 'GET', url: path = '/' } = exchange.req;
      const pace = paceOf(platform, method, path.split('?')[0] ?? '/');
      await next();
      const answer = exchange.response;
      const entries = pace.perEntry === undefined || answer === null ? 0 : entriesOf(answer.body);
      const service = (pace.alone + entries * (pace.perEntry ?? 0)) / watch.faster;
      const type = exchange.req.headers['content-type'] ?? null;
      const body = exchange.body.toString('utf8');
      watch.calls.push({ method, path, body, type, service, status: answer?.status ?? 0 });
      if (watch.latency === 'none') return;
      const start = Math.max(arrived, nextFree.get(pace) ?? 0);
      nextFree.set(pace, start + (pace.between ?? 0) / watch.faster);
      const left = start + service - clock();
      if (left > 0) await wait(left);
    },
  };
  return watch;
}

/** How many things a page holds: a list, or OCS's `users`, which is a list or a map by id. */
function entriesOf(body: Buffer): number {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return 0;
  }
  if (Array.isArray(parsed)) return parsed.length;
  const users = field(field(field(parsed, 'ocs'), 'data'), 'users');
  return typeof users === 'object' && users !== null ? Object.keys(users).length : 0;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
