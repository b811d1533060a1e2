import type { HttpMiddleware } from '../http-exchange.ts';

export interface MailmanOptions {
  /** `admin_user` and `admin_pass` of `[webservice]`. */
  readonly credentials: { readonly user: string; readonly password: string };
  /** Mail domains that are there from the start. */
  readonly domains?: readonly string[] | undefined;
  /** `site_owner`; Debian's package leaves it at `changeme@example.com`. */
  readonly siteOwner?: string | undefined;
  /** `[mta] incoming`: how a mail server learns of the lists. */
  readonly incoming?: string | undefined;
  /** Whether mails are taken over LMTP on a port of their own; they are by default. */
  readonly lmtp?: boolean | undefined;
  /** Language of the pages where the browser does not say; French by default. */
  readonly language?: 'fr' | 'en' | undefined;
  /** Wanted port: 0 or absent takes any; a port that is taken falls back to any other. */
  readonly port?: number | undefined;
  /** JSON file that the state is kept in, so that the next start continues where this one was. Absent: memory only. */
  readonly stateFile?: string | undefined;
  /** `recorded` answers about as slowly as a real server was measured to. `none` by default. */
  readonly latency?: 'none' | 'recorded' | undefined;
  readonly middleware?: HttpMiddleware | undefined;
  /** Milliseconds since the epoch; the system's clock by default. */
  readonly now?: (() => number) | undefined;
  /** Waits so many milliseconds; the system's timers by default. */
  readonly sleep?: ((ms: number) => Promise<void>) | undefined;
}
