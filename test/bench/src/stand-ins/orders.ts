import type { Contents } from '../world/made-object.ts';
import type { PlatformName } from './latencies.ts';

/** `none`: as fast as they can; `recorded`: as slow as the real servers were (latencies.json). */
export type Latency = 'none' | 'recorded';

/** What their process is told, `start` once and first: plain data. Each order gets one answer, in turn. */
export type Order =
  | {
      readonly do: 'start';
      /** So many times faster than the real ones, rations and service times alike; 1 by default. */
      readonly faster?: number;
      /** Whether the forum rations its calls as a real one does; by default it does not. */
      readonly rationed?: boolean;
    }
  /** Puts a world into them, past their APIs. */
  | { readonly do: 'fill'; readonly contents: Contents }
  | { readonly do: 'latency'; readonly latency: Latency }
  /** Forgets the calls and writes counted so far. */
  | { readonly do: 'forget' }
  | { readonly do: 'look' };

export type Addresses = Readonly<Record<PlatformName, string>>;

export interface SeenCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Of a request that has one; empty otherwise. Everything in it is made up for the run. */
  readonly body: string;
  /** `Content-Type` of the body; null without one. */
  readonly type: string | null;
  /** Milliseconds of service that were due by the table, whether they were waited for or not. */
  readonly service: number;
  readonly status: number;
}

/** What reached the stand-ins since the last `forget`. */
export interface Look {
  readonly calls: Readonly<Record<PlatformName, readonly SeenCall[]>>;
  /** Writes that took effect. */
  readonly writes: Readonly<Record<PlatformName, number>>;
  /** CPU seconds of the stand-ins' own process since it began, all together. */
  readonly cpu: number;
}

export type Answer =
  | { readonly said: 'ready'; readonly addresses: Addresses }
  | { readonly said: 'done' }
  | { readonly said: 'look'; readonly look: Look }
  | { readonly said: 'failed'; readonly why: string };
