import type { ConnectorContext } from '@passerelle/connector-kit';
import { redactor } from '@passerelle/connector-kit';
import { domainOf, roomsOf, type JitsiConfig } from './config.ts';
import { readRing } from './token/ring-text.ts';
import type { TokenSettings } from './token/settings.ts';
import { SharedSecret } from './token/shared-secret.ts';
import type { Signing } from './token/token-for.ts';

/** Everything that the parts of this connector work with. */
export interface Session {
  readonly config: JitsiConfig;
  readonly context: ConnectorContext;
  readonly signing: Signing;
  readonly settings: TokenSettings;
  /** The domain of the rooms. */
  readonly rooms: string;
  readonly redact: (text: string) => string;
}

export function openSession(config: JitsiConfig, context: ConnectorContext): Session {
  const { signing, issuer, audience, lifetime, emails, moderatorsMay, nameSecret } = config;
  const secrets = [
    signing.with === 'secret' ? signing.secret : signing.keys,
    ...(nameSecret === undefined ? [] : [nameSecret]),
  ];
  const clean = redactor(secrets);
  return {
    config,
    context,
    signing:
      signing.with === 'secret'
        ? { with: 'secret', secret: SharedSecret.of(signing.secret) }
        : { with: 'keys', ring: readRing(signing.keys) },
    settings: { issuer, audience, domain: domainOf(config), lifetime, emails, moderatorsMay },
    rooms: roomsOf(config),
    redact: (text) => clean(text, 400),
  };
}
