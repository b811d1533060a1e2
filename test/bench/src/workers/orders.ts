import type { PasserelleAddress } from '../passerelle/open-passerelle.ts';

/** Platforms that exist in the worker only: every call takes so long and succeeds. */
export interface PretendedAddress {
  readonly database: string;
  readonly targets: readonly string[];
  /** Milliseconds of service of a batch. */
  readonly service: number;
}

/** What a worker's process is told. */
export type Order =
  | { readonly do: 'open'; readonly on: PasserelleAddress }
  | { readonly do: 'pretend'; readonly on: PretendedAddress }
  /** Begins to take jobs, as `passerelle serve` does. */
  | { readonly do: 'work' }
  | { readonly do: 'stop' };

export type Answer =
  | { readonly said: 'done'; /** CPU seconds since it began. */ readonly cpu: number }
  | { readonly said: 'failed'; readonly why: string };
