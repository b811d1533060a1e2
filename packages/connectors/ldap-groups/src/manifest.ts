import type { Manifest } from '@passerelle/connector-kit';
import { ldapGroupsConfig, type LdapGroupsConfig } from './config.ts';
import { groupRule } from './naming-rules.ts';
import { PLATFORM } from './session.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export const manifest: Manifest<LdapGroupsConfig> = {
  id: PLATFORM,
  title: 'LDAP',
  // Not that people log in here: whatever reads the branch may give access by it, so every community's groups are there, whatever its tools.
  identity: true,
  kinds: ['account', 'group', 'membership'],
  tools: [],
  levels: {},
  accountModes: ['await', 'create'],
  removing: {
    account: 'ldap-groups.removing.account',
    group: 'ldap-groups.removing.group',
    membership: 'ldap-groups.removing.membership',
  },
  naming: { group: groupRule, space: groupRule },
  mergesMembershipsIntoCreate: false,
  // A thousand DNs make a request of 100 kB; OpenLDAP takes 4 MB by default (sockbuf_max_incoming_auth), Active Directory 10 MB.
  joins: { kind: 'membership', most: 1000 },
  // A directory writes one change after the other (mdb has one writer); two connections keep it busy.
  concurrency: 2,
  rations: [],
  foundAgainBy: { account: 'natural-key', group: 'mark' },
  rights: {
    running: ['ldap-groups.rights.people', 'ldap-groups.rights.branch', 'ldap-groups.rights.externals'],
    setup: ['ldap-groups.rights.setup'],
  },
  config: ldapGroupsConfig,
  texts: { fr, en },
};
