import type { TargetConnector } from '@passerelle/connector-kit';
import { placeOf } from '@passerelle/ldap-client';
import { apply } from './apply.ts';
import { checkBranch } from './check.ts';
import type { LdapGroupsConfig } from './config.ts';
import { manifest } from './manifest.ts';
import { markOf } from './mark.ts';
import { observe } from './observe.ts';
import { openSession } from './session.ts';

export { ldapGroupsConfig, type LdapGroupsConfig } from './config.ts';

/** A branch of an LDAP directory that is ours: the communities' groups and who is in them, for every application that reads LDAP. */
export const ldapGroups: TargetConnector<LdapGroupsConfig> = {
  manifest,
  use: ({ externals, url, bind }) => ({
    // The directory's people have their own entries. Those from outside get one where there is a place for it; otherwise they wait for one.
    accountMode: { local: externals === undefined ? 'await' : 'create', directory: 'await' },
    rations: manifest.rations,
    credential: JSON.stringify([url, bind.dn, bind.password]),
  }),
  writes: ({ branch, externals }) => [branch, ...(externals === undefined ? [] : [externals.base])].map(placeOf),
  connect(config, context) {
    const session = openSession(config, context);
    return {
      check: (call) => checkBranch(session, call),
      observe: (scope, call) => observe(session, scope, call),
      apply: (batch, call) => apply(session, batch, call),
      mark: markOf(session),
      close: () => session.connections.close(),
    };
  },
};
