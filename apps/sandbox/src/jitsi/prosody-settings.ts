import type { KeyObject } from 'node:crypto';

/** What Prosody's configuration says, by the names that it has there. */
export interface ProsodySettings {
  /** XMPP domain of the VirtualHost. */
  readonly domain: string;
  readonly acceptedIssuers: readonly string[];
  readonly acceptedAudiences: readonly string[];
  readonly allowEmptyToken: boolean;
  readonly enableDomainVerification: boolean;
  /** `app_secret`, or `cache_keys_url` without `asap_key_server`: the keys as the plugin has them now, by kid. */
  readonly key:
    | { readonly with: 'secret'; readonly secret: string }
    | { readonly with: 'jwks'; readonly keys: ReadonlyMap<string, KeyObject> };
  /** The three settings that together make a token decide who moderates; without any one of them everybody with a token does. */
  readonly tokenAffiliation: boolean;
  readonly disableAutoOwners: boolean;
  readonly jicofoAutoOwner: boolean;
}

/** As the documentation for administrators asks; the names are those of the recording. */
export const defaultSettings: Omit<ProsodySettings, 'key' | 'domain'> = {
  acceptedIssuers: ['passerelle'],
  acceptedAudiences: ['jitsi'],
  allowEmptyToken: false,
  enableDomainVerification: true,
  tokenAffiliation: true,
  disableAutoOwners: true,
  jicofoAutoOwner: false,
};
