import type { HttpMiddleware } from '../http-exchange.ts';
import type { ProsodySettings } from './prosody-settings.ts';

export interface JitsiOptions {
  /** How tokens are known: `app_secret`, or the address of a key set (`cache_keys_url`, without `asap_key_server`). */
  readonly key: { readonly with: 'secret'; readonly secret: string } | { readonly with: 'jwks'; readonly url: string };
  /** `asap_accepted_issuers`. */
  readonly issuers: readonly string[];
  /** `asap_accepted_audiences`; `jitsi` by default. */
  readonly audiences?: readonly string[] | undefined;
  /** XMPP domain; `meet.jitsi` (as with Docker) by default. */
  readonly domain?: string | undefined;
  /** Changes of how Prosody and Jicofo are set up, for trying what doctor finds. */
  readonly settings?: Partial<Omit<ProsodySettings, 'key' | 'domain'>> | undefined;
  /** Guests without a token, as `config.js` tells them: their domain. */
  readonly anonymousDomain?: string | undefined;
  /** Asked before a room opens (`reservations_api_prefix`). Without it rooms open freely. */
  readonly reservationUrl?: string | undefined;
  /** `reservations_api_headers`. */
  readonly reservationHeaders?: Readonly<Record<string, string>> | undefined;
  /** Language of the pages where the browser does not say; French by default. */
  readonly language?: 'fr' | 'en' | undefined;
  readonly port?: number | undefined;
  readonly middleware?: HttpMiddleware | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Waits between two tries of a reservation. */
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}
