import type { Call, Source, SourceConnector, SourceContext } from '@passerelle/connector-kit';
import { pemText, placeOf } from '@passerelle/ldap-client';
import { checkDirectory } from './check.ts';
import type { LdapConfig } from './config.ts';
import { explain, type Explanation } from './explain.ts';
import { manifest } from './manifest.ts';
import { readChanges, type ChangeEvent, type Since } from './read-changes.ts';
import { readPeople } from './read.ts';

export type { Explanation } from './explain.ts';
export type { ExplainedEntry, ExplainedField, TriedAttribute } from './explain-entry.ts';
export type { ChangeEvent, PresentEvent, Since } from './read-changes.ts';
export { ldapConfig, type LdapConfig } from './config.ts';

/** Beside the contract: what one entry becomes, and a reading that goes on from the last one. */
export interface LdapSource extends Source {
  /** As `read`, but people who did not change come as `present`. */
  readSince(since: Since, call: Call): AsyncIterable<ChangeEvent>;
  explain(dn: string, call: Call): Promise<Explanation>;
}
interface LdapConnector extends SourceConnector<LdapConfig> {
  connect(config: LdapConfig, context: SourceContext): LdapSource;
}

/** People from an LDAP directory: OpenLDAP, Active Directory, 389 Directory Server. Reads only. */
export const ldap: LdapConnector = {
  manifest,
  // Groups too: who is in them is read as well.
  reads: ({ base, groups }) =>
    [base, ...(groups === undefined ? [] : [groups.base, ...groups.map.flatMap(({ dn }) => dn ?? [])])].map(placeOf),
  connect(config, context) {
    const loadCa = async (): Promise<string | undefined> =>
      config.ca === undefined ? undefined : pemText(config.ca, context.readFile);
    return {
      check: (call) => checkDirectory(config, loadCa, context.now, call),
      explain: (dn, call) => explain(config, loadCa, dn, call),
      read: (call) => readPeople(config, loadCa, context.now, call),
      readSince: (since, call) => readChanges(config, loadCa, context.now, since, call),
      // Every reading opens and closes its own connection.
      close: () => Promise.resolve(),
    };
  },
};
