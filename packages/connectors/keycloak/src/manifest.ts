import type { Manifest } from '@passerelle/connector-kit';
import { keycloakConfig, type KeycloakConfig } from './config.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

/** Readable, and without "/", which makes a group unreachable by its path (facts/identity.md §3.3). Names are case-sensitive there; ours are lower case. */
const groupRule = { minLength: 1, maxLength: 100, allowed: 'a-z0-9_-', separator: '-', caseSensitive: false } as const;

export const manifest: Manifest<KeycloakConfig> = {
  id: 'keycloak',
  title: 'Keycloak',
  identity: true,
  kinds: ['account', 'group', 'membership'],
  tools: [],
  levels: {},
  accountModes: ['create', 'await'],
  removing: {
    account: 'keycloak.removing.account',
    group: 'keycloak.removing.group',
    membership: 'keycloak.removing.membership',
  },
  naming: { group: groupRule, space: groupRule },
  mergesMembershipsIntoCreate: true,
  // Measured on two cores: a membership takes 3 to 9 ms whoever else writes; more at once only fill its queue.
  concurrency: 4,
  rations: [],
  foundAgainBy: { account: 'mark', group: 'mark' },
  rights: {
    running: [
      'keycloak.rights.manage-users',
      'keycloak.rights.view-realm',
      'keycloak.rights.view-events',
      'keycloak.rights.view-clients',
    ],
    setup: ['keycloak.rights.manage-realm', 'keycloak.rights.manage-clients'],
  },
  config: keycloakConfig,
  texts: { fr, en },
};
