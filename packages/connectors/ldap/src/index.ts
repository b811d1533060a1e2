import type { SourceConnector } from '@passerelle/connector-kit';
import { pemText, placeOf } from '@passerelle/ldap-client';
import { checkDirectory } from './check.ts';
import type { LdapConfig } from './config.ts';
import { manifest } from './manifest.ts';
import { readPeople } from './read.ts';

export { ldapConfig, type LdapConfig } from './config.ts';

/** People from an LDAP directory: OpenLDAP, Active Directory, 389 Directory Server. Reads only. */
export const ldap: SourceConnector<LdapConfig> = {
  manifest,
  // Groups too: who is in them is read as well.
  reads: ({ base, groups }) =>
    [base, ...(groups === undefined ? [] : [groups.base, ...groups.map.flatMap(({ dn }) => dn ?? [])])].map(placeOf),
  connect(config, context) {
    const loadCa = async (): Promise<string | undefined> =>
      config.ca === undefined ? undefined : pemText(config.ca, context.readFile);
    return {
      check: (call) => checkDirectory(config, loadCa, context.now, call),
      read: (call) => readPeople(config, loadCa, call),
      // Every reading opens and closes its own connection.
      close: () => Promise.resolve(),
    };
  },
};
