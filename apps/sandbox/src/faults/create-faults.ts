import type { HttpMiddleware } from '../http-host.ts';
import type { FaultRule, SeenRequest } from './fault-rule.ts';
import { matchesRequest, strikes } from './request-matching.ts';
import { strike } from './strike.ts';

/** A rule in force. */
export interface ArmedRule {
  readonly rule: FaultRule;
  /** Requests that matched since it was armed, struck or not. */
  readonly matched: number;
  /** Requests that it struck. A test whose rule never struck has proven nothing: check this. */
  readonly struck: number;
  /** Takes this rule back and lets go of what it holds. */
  disarm(): void;
}

export interface Faults {
  /** Hand it to a stand-in's `middleware` option; one injector may serve several stand-ins, and then counts over all of them. */
  readonly middleware: HttpMiddleware;
  /** Puts a rule in force. When several match one request, the one that was armed first and strikes now acts alone. */
  arm(rule: FaultRule): ArmedRule;
  /** Takes every rule back; requests that were kept waiting are let go (`timeout`: cut; `slow`: answered). */
  disarm(): void;
  /** Every request so far, in the order of arrival. */
  readonly seen: readonly SeenRequest[];
  /** Empties `seen` and begins its numbering again at 1. Armed rules keep their own counts. */
  forget(): void;
}

interface Armed {
  readonly rule: FaultRule;
  matched: number;
  struck: number;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/**
 * Makes a platform fail on demand. A sweep over "the k-th request, for every k" counts first and then strikes each in turn:
 *
 * @example
 * const faults = createFaults();
 * const platform = await startKeycloak({ middleware: faults.middleware });
 * await runPlan();
 * const total = faults.seen.length;
 * for (let k = 1; k <= total; k++) {
 *   const armed = faults.arm({ on: { nth: k }, fault: { kind: 'kill', at: 'after-effect', kill: () => worker.kill('SIGKILL') } });
 *   await runPlanFromTheStart(); // recovers with a second worker
 *   assert(armed.struck === 1);
 *   armed.disarm();
 * }
 */
export function createFaults(): Faults {
  let armed: Armed[] = [];
  let seen: SeenRequest[] = [];

  const middleware: HttpMiddleware = async (exchange, next) => {
    const method = exchange.req.method ?? 'GET';
    const path = (exchange.req.url ?? '/').split('?')[0] ?? '/';
    let hit: Armed | undefined;
    for (const each of armed) {
      if (!matchesRequest(each.rule, { method, path })) continue;
      each.matched += 1;
      if (hit === undefined && strikes(each.rule.on, each.matched)) hit = each;
    }
    const base = { number: seen.length + 1, method, path };
    const request: SeenRequest = hit === undefined ? base : { ...base, fault: hit.rule.fault.kind };
    seen.push(request);
    if (hit === undefined) return next();
    hit.struck += 1;
    return strike(hit.rule.fault, exchange, next, request, hit.released);
  };

  const take = (which: (each: Armed) => boolean): void => {
    for (const each of armed.filter(which)) each.release();
    armed = armed.filter((each) => !which(each));
  };

  return {
    middleware,
    arm(rule) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const released = promise.then(() => undefined);
      const mine: Armed = { rule, matched: 0, struck: 0, released, release: () => resolve(undefined) };
      armed.push(mine);
      return {
        rule,
        get matched() {
          return mine.matched;
        },
        get struck() {
          return mine.struck;
        },
        disarm: () => take((each) => each === mine),
      };
    },
    disarm: () => take(() => true),
    get seen() {
      return seen;
    },
    forget() {
      seen = [];
    },
  };
}
