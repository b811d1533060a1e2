import type { ConnectorContext, ConnectorError } from '@passerelle/connector-kit';
import { ConnectorError as Failure } from '@passerelle/connector-kit';
import { keptConnections, normaliseDn, type KeptConnections, type Session as Ldap } from '@passerelle/ldap-client';
import type { LdapGroupsConfig } from './config.ts';
import { dialectOf, type Dialect } from './dialects.ts';

export const PLATFORM = 'ldap-groups';

/** Everything that the parts of this connector work with. */
export interface Session {
  readonly config: LdapGroupsConfig;
  readonly dialect: Dialect;
  readonly context: ConnectorContext;
  readonly connections: KeptConnections;
  /** The member that stands for nobody. */
  readonly placeholder: string;
  /** Members that are nobody, by their compared form. */
  readonly nobody: ReadonlySet<string>;
  /** DNs, compared, of accounts that are never touched. */
  readonly protected: ReadonlyMap<string, 'own' | 'administrator'>;
  /** What a full reading of this process saw last: the DN, compared, of each person, to recognise those who have moved. */
  readonly places: Map<string, string>;
  /** By group: members whose DN is a person's old one, to be taken out when the group is written next. */
  readonly stale: Map<string, ReadonlySet<string>>;
}
export type { Ldap };

export function openSession(config: LdapGroupsConfig, context: ConnectorContext): Session {
  const { branch, bind, protectedAccounts } = config;
  const placeholder = config.placeholder ?? branch;
  return {
    config,
    dialect: dialectOf(config),
    context,
    connections: keptConnections(() => Promise.resolve({ settings: config, ca: config.ca, platform: PLATFORM })),
    placeholder,
    nobody: new Set([normaliseDn(placeholder), normaliseDn(branch)]),
    protected: new Map([
      ...protectedAccounts.map((dn) => [normaliseDn(dn), 'administrator'] as const),
      [comparable(bind.dn), 'own'] as const,
    ]),
    places: new Map(),
    stale: new Map(),
  };
}

/** A DN that breaks the grammar (Active Directory takes `user@domain` for a bind) is compared as it is written. */
export function comparable(dn: string): string {
  try {
    return normaliseDn(dn);
  } catch {
    return dn.trim().toLowerCase();
  }
}

/** An error that this connector itself comes to. */
export const problem = (
  name: string,
  code: ConnectorError['code'],
  detail: string,
  retry: ConnectorError['retry'] = 'never',
): ConnectorError => new Failure({ code, retry, scope: 'operation', request: `${PLATFORM}: ${name}`, detail });

/** Nothing more is to be sent after this: the target's trouble, or our own worker's end. */
export const stops = (error: ConnectorError): boolean => error.scope === 'target' || error.code === 'aborted';

/** On every path, memberships included. @throws ConnectorError `protected` */
export function refuseProtected(session: Session, dn: string): void {
  const why = session.protected.get(comparable(dn));
  if (why === undefined) return;
  const detail = why === 'own' ? "this is Passerelle's own account" : 'the account is named in protectedAccounts';
  throw problem('change an account', 'protected', detail);
}
