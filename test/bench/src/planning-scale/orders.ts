/** What the process that plans is told. */
export type Order = { readonly do: 'open'; readonly database: string } | { readonly do: 'plan' };

export type Answer =
  | { readonly said: 'opened' }
  | {
      readonly said: 'planned';
      readonly operations: number;
      /** Milliseconds. */
      readonly took: number;
      /** The most memory that its process has held, megabytes. */
      readonly peak: number;
      /** CPU seconds of its process. */
      readonly cpu: number;
    }
  | { readonly said: 'failed'; readonly why: string };
