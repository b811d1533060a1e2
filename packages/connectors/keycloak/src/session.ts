import { redactor, type ConnectorContext } from '@passerelle/connector-kit';
import { openApi, type Api } from './client/api.ts';
import type { Keeping } from './client/profile.ts';
import { tokenSource, type TokenSource } from './client/token.ts';
import type { KeycloakConfig } from './config.ts';
import type { Protected } from './protection.ts';
import { remembered, type Remembered } from '@passerelle/connector-kit';

/** Everything that the parts of this connector work with. */
export interface Session {
  readonly config: KeycloakConfig;
  readonly context: ConnectorContext;
  readonly tokens: TokenSource;
  readonly api: Api;
  /** Native id of our top-level group, once it is known to be ours. */
  readonly root: Remembered<string>;
  /** Native ids of the communities' groups. */
  readonly parents: Map<string, string>;
  /** Accounts that must never be touched. */
  readonly protected: Remembered<Protected>;
  /** What the realm does with the attribute that carries the person's id. */
  readonly keepsIds: Remembered<Keeping>;
}

const MINUTE_MS = 60_000;

export function openSession(config: KeycloakConfig, context: ConnectorContext): Session {
  const clean = redactor([config.credentials.secret]);
  const redact = (text: string): string => clean(text, 300);
  const tokens = tokenSource(config, context, redact);
  return {
    config,
    context,
    tokens,
    api: openApi(config, context, tokens, redact),
    root: remembered(10 * MINUTE_MS, context.now),
    parents: new Map(),
    protected: remembered(MINUTE_MS, context.now),
    keepsIds: remembered(MINUTE_MS, context.now),
  };
}
