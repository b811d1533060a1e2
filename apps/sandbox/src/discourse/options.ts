import type { HttpMiddleware } from '../http-exchange.ts';
import type { ServerLimits, SiteSettings } from './settings.ts';

export interface ApiKeyOptions {
  readonly key: string;
  readonly description?: string | undefined;
  /** The one user that the key is for; absent for "all users". */
  readonly username?: string | undefined;
  /** `groups:manage_groups`, `users:sync_sso`, `global:read`…; absent or empty for a global key. */
  readonly scopes?: readonly string[] | undefined;
}

export interface DiscourseOptions {
  /** The first administrator, as the installation makes one. Logs in through DiscourseConnect by this address. */
  readonly admin: { readonly username: string; readonly email: string };
  readonly apiKeys?: readonly ApiKeyOptions[] | undefined;
  readonly settings?: Partial<SiteSettings> | undefined;
  readonly limits?: Partial<ServerLimits> | undefined;
  /** Wanted port: 0 or absent takes any; a port that is taken falls back to any other. */
  readonly port?: number | undefined;
  /** JSON file that the state is kept in, so that the next start continues where this one was. Absent: memory only. */
  readonly stateFile?: string | undefined;
  /** `recorded` answers about as slowly as a small real server. `none` by default. */
  readonly latency?: 'none' | 'recorded' | undefined;
  readonly middleware?: HttpMiddleware | undefined;
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: (() => number) | undefined;
  /** Waits so many milliseconds; the system's timers by default. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
}
