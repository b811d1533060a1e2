import type { PlatformName } from './latencies.ts';

/** How the process is told to start. */
export interface Start {
  readonly latency: Latency;
}

/** What a run tells the process of the stand-ins: plain data. Each order gets one answer, in turn. */
export type Order =
  | { readonly do: 'latency'; readonly latency: Latency }
  /** Forgets the calls counted so far. */
  | { readonly do: 'forget' }
  | { readonly do: 'look' }
  | { readonly do: 'stop' };

/** `none`: as fast as they can; `recorded`: as slow as the real servers were (latencies.json). */
export type Latency = 'none' | 'recorded';

export interface Addresses {
  readonly keycloak: string;
  readonly nextcloud: string;
  readonly discourse: string;
}

export interface SeenCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Of a request that has one; empty otherwise. Everything in it is made up for the run. */
  readonly body: string;
  /** Milliseconds of service that were due by the table, whether they were waited for or not. */
  readonly service: number;
  readonly status: number;
}

/** What reached the stand-ins since the last `forget`. */
export interface Look {
  readonly calls: Readonly<Record<PlatformName, readonly SeenCall[]>>;
  /** Writes that took effect. */
  readonly writes: Readonly<Record<PlatformName, number>>;
  /** CPU seconds of the stand-ins' own process, all together. */
  readonly cpu: number;
}

export type Answer =
  | { readonly said: 'ready'; readonly addresses: Addresses }
  | { readonly said: 'done' }
  | { readonly said: 'look'; readonly look: Look }
  | { readonly said: 'failed'; readonly why: string };
