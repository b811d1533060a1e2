import type { TargetConnector } from '@passerelle/connector-kit';
import { apply } from './apply.ts';
import { checkRealm } from './check.ts';
import type { KeycloakConfig } from './config.ts';
import { manifest } from './manifest.ts';
import { markOf } from './mark.ts';
import { observe } from './observe.ts';
import { openSession } from './session.ts';

export { keycloakConfig, type KeycloakConfig } from './config.ts';

/** A Keycloak realm: accounts, the communities' groups and who is in them, and the claim that names a person for ever. */
export const keycloak: TargetConnector<KeycloakConfig> = {
  manifest,
  use: ({ accounts, credentials, url, realm }) => ({
    accountMode: { local: 'create', directory: accounts.directoryMode },
    rations: manifest.rations,
    credential: JSON.stringify([url, realm, credentials.clientId, credentials.secret]),
  }),
  connect(config, context) {
    const session = openSession(config, context);
    return {
      check: (call) => checkRealm(session, call),
      observe: (scope, call) => observe(session, scope, call),
      apply: (batch, call) => apply(session, batch, call),
      mark: markOf(session),
      // The HTTP client is its owner's to close.
      close: () => Promise.resolve(),
    };
  },
};
