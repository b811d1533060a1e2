import type { HttpMiddleware } from '../http-exchange.ts';

/** Apps that can be switched on and off; an app that is off has no capability and no route. */
export const APPS = ['groupfolders', 'user_oidc', 'files_sharing', 'password_policy', 'polls', 'forms'] as const;
export type AppName = (typeof APPS)[number];

/** What `occ user_oidc:provider` and `config.php` decide about logins through an OpenID Connect provider. */
export interface OidcSettings {
  /** Number of the provider, as the pre-provisioning call names it. */
  readonly providerId: number;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `--mapping-uid`. */
  readonly uidClaim: string;
  /** `--unique-uid`: ids become a hash of provider and claim. The real default is true. */
  readonly uniqueUid: boolean;
  /** `auto_provision`: an unknown person gets an account at the first login. The real default is true. */
  readonly autoProvision: boolean;
  /** `soft_auto_provision`: the login may take over an account made beforehand. The real default is true. */
  readonly softAutoProvision: boolean;
  /** Name of the provider on the log-in button. */
  readonly label: string;
}

export interface ServiceAccountOptions {
  readonly login: string;
  readonly appPassword: string;
  /**
   * `admin`: in the group `admin`. `delegated`: no administrator, but allowed to administer users and team folders, as
   * `occ admin-delegation:add` does it: refused 104 for adding to `admin`, 404 for touching administrators.
   */
  readonly rights: 'admin' | 'delegated';
}

export interface NextcloudOptions {
  readonly admin: { readonly login: string; readonly password: string };
  readonly serviceAccount?: ServiceAccountOptions | undefined;
  /** Apps that are on; all of them by default. */
  readonly apps?: readonly AppName[] | undefined;
  readonly oidc?: OidcSettings | undefined;
  /** Language of new accounts, such as `fr`. */
  readonly language?: string | undefined;
  /** Wanted port: 0 or absent takes any; a port that is taken falls back to any other. */
  readonly port?: number | undefined;
  /** JSON file that the state is kept in, so that the next start continues where this one was. Absent: memory only. */
  readonly stateFile?: string | undefined;
  /** `recorded` answers as slowly as the real server was measured to (facts §13). `none` by default. */
  readonly latency?: 'none' | 'recorded' | undefined;
  readonly middleware?: HttpMiddleware | undefined;
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: (() => number) | undefined;
  /** Waits so many milliseconds; the system's timers by default. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
  /** Calls to the OpenID Connect provider; the global `fetch` by default. */
  readonly fetch?: typeof fetch | undefined;
}
