import { csv } from '@passerelle/connector-csv';
import { discourse } from '@passerelle/connector-discourse';
import { jitsi } from '@passerelle/connector-jitsi';
import { keycloak } from '@passerelle/connector-keycloak';
import type { SourceConnector, TargetConnector } from '@passerelle/connector-kit';
import { ldap } from '@passerelle/connector-ldap';
import { ldapGroups } from '@passerelle/connector-ldap-groups';
import { mailman } from '@passerelle/connector-mailman';
import { nextcloud } from '@passerelle/connector-nextcloud';

/** Connectors by the `kind` under which a configuration names them. Each is only ever given what its own schema returned. */
export interface Registry {
  readonly sources: readonly SourceConnector<unknown>[];
  readonly targets: readonly TargetConnector<unknown>[];
}

/** Every connector that there is: the only place that names them. A new one is one line here and one folder there. */
export const registry: Registry = {
  sources: [ldap, csv],
  targets: [keycloak, nextcloud, discourse, jitsi, mailman, ldapGroups],
};
