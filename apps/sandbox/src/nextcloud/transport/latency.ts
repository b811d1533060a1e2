import type { RequestHandler } from 'express';

/** How slow a kind of request was: alone, and at best when many come at once (milliseconds between two of them). */
interface Pace {
  readonly matches: RegExp;
  readonly alone: number;
  readonly between?: number;
}

/** Medians of facts §13, app password, PostgreSQL, two cores. The first match counts. */
const RECORDED: readonly Pace[] = [
  { matches: /^POST \/ocs\/v\d\.php\/cloud\/users$/, alone: 576, between: 455 },
  { matches: /^POST \/ocs\/v\d\.php\/apps\/user_oidc\/.*\/user$/, alone: 106 },
  { matches: /^POST \/ocs\/v\d\.php\/cloud\/users\/[^/]+\/groups$/, alone: 110, between: 83 },
  { matches: /^DELETE \/ocs\/v\d\.php\/cloud\/users\/[^/]+\/groups$/, alone: 76 },
  { matches: /^DELETE \/ocs\/v\d\.php\/cloud\/users\/[^/]+$/, alone: 117 },
  { matches: /^PUT \/ocs\/v\d\.php\/cloud\/users\/[^/]+\/(enable|disable)$/, alone: 78 },
  { matches: /^PUT \/ocs\/v\d\.php\/cloud\/users\/[^/]+$/, alone: 144 },
  { matches: /^GET \/ocs\/v\d\.php\/cloud\/users\/details$/, alone: 500 },
  { matches: /^GET \/ocs\/v\d\.php\/cloud\/groups\/[^/]+\/users\/details$/, alone: 500 },
  { matches: /^GET \/ocs\/v\d\.php\/cloud\/groups\/[^/]+\/users$/, alone: 160 },
  { matches: /^GET \/ocs\/v\d\.php\/cloud\/users$/, alone: 70 },
  { matches: /^GET \/status\.php$/, alone: 5 },
];
/** Everything that was not measured by itself: a call with an app password. */
const OTHERWISE: Pace = { matches: /./, alone: 50 };

/** Holds every answer back for as long as the real server took. */
export const recordedLatency = (now: () => number, sleep: (ms: number) => Promise<void>): RequestHandler => {
  const nextFree = new Map<Pace, number>();
  return (req, _res, next) => {
    const request = `${req.method} ${req.path}`;
    const pace = RECORDED.find(({ matches }) => matches.test(request)) ?? OTHERWISE;
    const start = Math.max(now(), nextFree.get(pace) ?? 0);
    nextFree.set(pace, start + (pace.between ?? 0));
    sleep(start - now() + pace.alone).then(() => next(), next);
  };
};
