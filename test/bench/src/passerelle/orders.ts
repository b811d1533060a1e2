import type { PasserelleAddress } from './open-passerelle.ts';

/** What Passerelle's own process is told, `open` once and first: plain data. Each order gets one answer, in turn. */
export type Order =
  | { readonly do: 'open'; readonly address: PasserelleAddress }
  /** Reads every platform and plans the difference. */
  | { readonly do: 'plan' }
  /** Downloads these pages, platform by platform side by side, one after the other on each, and throws them away. */
  | { readonly do: 'download'; readonly pages: readonly (readonly Page[])[] };

/** One request that a reading sent, ready to be sent again. */
export interface Page {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** What the answer was; another one now means that the two were not the same. */
  readonly status: number;
}

export interface Spent {
  /** Milliseconds. */
  readonly wall: number;
  /** CPU seconds of this process. */
  readonly cpu: number;
  /** The most memory that this process has held since it began, megabytes. */
  readonly peakMemory: number;
}

export type Answer =
  | { readonly said: 'ready' }
  | {
      readonly said: 'planned';
      readonly spent: Spent;
      readonly operations: number;
      /** Targets that could not be read, with the reason. */
      readonly unread: readonly string[];
    }
  | { readonly said: 'downloaded'; readonly spent: Spent; readonly bytes: number }
  | { readonly said: 'failed'; readonly why: string };
