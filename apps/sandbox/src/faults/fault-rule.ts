import type { OutgoingHttpHeader } from 'node:http';

/** The requests that a rule is about. What is left out matches everything. */
export interface RequestPattern {
  /** HTTP methods, upper case; one or several. */
  readonly method?: string | readonly string[];
  /** The path without its query. In a string `*` stands for one segment or a part of it and `**` for anything; or a RegExp. */
  readonly path?: string | RegExp;
}

/**
 * Which of the matching requests the fault strikes, counted from the moment at which the rule was armed:
 * the k-th only (`nth`, from 1), the k-th and all after it (`from`), or every one of them.
 */
export type Occurrence = 'each' | { readonly nth: number } | { readonly from: number };

/**
 * What goes wrong.
 * - `kill`: `kill` is called and awaited, and the test ends the worker process in it. At `before` the platform never sees the request; at
 *   `after-effect` it has acted; in both the client never gets an answer. At `after-answer` the operating system has taken the answer.
 * - `refuse`: the connection is cut before anything happens. `reset`: it is cut after the effect.
 * - `timeout`: no answer and no effect until the rule is disarmed or the client gives up. `slow`: the effect, then a wait of `ms`.
 * - `status`: this answer in the platform's place, without any effect (429 with `retry-after`, 500, 503…).
 * - `html`: a page where JSON is due: a proxy's login (200 by default) or a maintenance page (503).
 * - `truncate`: the effect happens, half of the body is sent, then the connection is cut.
 * - `expired-token`: 401 with a bearer challenge, without any effect.
 */
export type Fault =
  | { readonly kind: 'kill'; readonly at: KillMoment; readonly kill: (request: SeenRequest) => Promise<void> | void }
  | { readonly kind: 'refuse' | 'reset' | 'timeout' | 'truncate' | 'expired-token' }
  | { readonly kind: 'slow'; readonly ms: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, OutgoingHttpHeader>>;
      readonly body?: string | Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'html'; readonly page: 'login' | 'maintenance'; readonly status?: number };

export type KillMoment = 'before' | 'after-effect' | 'after-answer';

export interface FaultRule extends RequestPattern {
  readonly on: Occurrence;
  readonly fault: Fault;
}

/** A request that went through the middleware. Queries, headers and bodies are not kept: they may hold secrets. */
export interface SeenRequest {
  /** From 1, over the life of the injector or since `forget()`. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** The fault that struck it, if one did. */
  readonly fault?: Fault['kind'];
}
