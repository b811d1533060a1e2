import type { WorldAddress } from './open-world.ts';

/** What the tests tell a worker process. `run`: apply this plan to its end; `serve`: take jobs until nothing is open; `plan`: read everything and plan. */
export type Order = { readonly world: WorldAddress } & (
  { readonly what: 'run'; readonly plan: string } | { readonly what: 'serve' } | { readonly what: 'plan' }
);

/** What it answers: `ready` once at the start, then one `done` or `failed` for each order. */
export type Answer =
  | { readonly said: 'ready' | 'serving' }
  | { readonly said: 'done'; readonly states: Readonly<Record<string, string>> }
  | { readonly said: 'failed'; readonly why: string };
