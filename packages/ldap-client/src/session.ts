import type { Call } from '@passerelle/connector-kit';
import type { Entry, Filter } from 'ldapts';
import type { ConnectionSettings } from './connection-config.ts';
import { connect, type Connection } from './connection.ts';

export interface Search {
  /** Stands in errors: `read people`. */
  readonly name: string;
  readonly base: string;
  readonly scope: 'sub' | 'one' | 'base';
  /** As text (RFC 4515), or as an object where values may hold anything. */
  readonly filter: string | Filter;
  readonly attributes: readonly string[];
  readonly binary?: readonly string[];
  readonly pageSize: number;
}
export interface Page {
  readonly entries: readonly Entry[];
  readonly referrals: readonly string[];
}
/** One attribute's change in a modify; no values with `delete` takes the attribute away. */
export interface AttributeChange {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly string[];
}

/** One bound connection, for one call of the engine. */
export interface Session {
  readonly url: string;
  /** Id of the connector, for errors. */
  readonly platform: string;
  /** Pages of a search, each asked for when the one before has been consumed. @throws ConnectorError */
  pages(search: Search): AsyncGenerator<Page>;
  /** One entry, or null. @throws ConnectorError */
  entry(search: Omit<Search, 'pageSize' | 'scope'>): Promise<Entry | null>;
  /** @throws ConnectorError; `taken` when the entry is there */
  add(name: string, dn: string, attributes: Readonly<Record<string, string | readonly string[]>>): Promise<void>;
  /** All of it or nothing (RFC 4511 §4.6). @throws ConnectorError */
  modify(name: string, dn: string, changes: readonly AttributeChange[]): Promise<void>;
  close(): Promise<void>;
}

/** Connects to the first address that can be reached and binds. Closing it ends the connection. @throws ConnectorError */
export async function openSession(
  settings: ConnectionSettings,
  ca: string | undefined,
  call: Call,
  platform = 'ldap',
): Promise<Session> {
  const connection: Connection = await connect({ settings, ca, platform }, call);
  const session = connection.session(call);
  return {
    ...session,
    async close() {
      await session.close();
      await connection.close();
    },
  };
}
