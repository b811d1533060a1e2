import type { Call } from '@passerelle/connector-kit';
import { Client, type Entry, type SearchOptions } from 'ldapts';
import type { ConnectionOptions } from 'node:tls';
import type { LdapConfig } from '../config.ts';
import { errorOf } from './error-of.ts';

export interface Search {
  /** Stands in errors: `read people`. */
  readonly name: string;
  readonly base: string;
  readonly scope: 'sub' | 'one' | 'base';
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly binary?: readonly string[];
  readonly pageSize: number;
}
export interface Page {
  readonly entries: readonly Entry[];
  readonly referrals: readonly string[];
}

/** One bound connection. */
export interface Session {
  readonly url: string;
  /** Pages of a search, each asked for when the one before has been consumed. @throws ConnectorError */
  pages(search: Search): AsyncGenerator<Page>;
  /** One entry, or null. @throws ConnectorError */
  entry(search: Omit<Search, 'pageSize' | 'scope'>): Promise<Entry | null>;
  close(): Promise<void>;
}

/** Connects to the first address that can be reached and binds. @throws ConnectorError */
export async function openSession(config: LdapConfig, ca: string | undefined, call: Call): Promise<Session> {
  for (const [index, url] of config.url.entries()) {
    try {
      return await openAt(url, config, ca, call);
    } catch (thrown) {
      const error = errorOf('connect', thrown, call.signal);
      const another = index + 1 < config.url.length && (error.code === 'unreachable' || error.code === 'timeout');
      if (!another) throw error;
    }
  }
  throw errorOf('connect', new Error('no address is configured'), call.signal);
}

async function openAt(url: string, config: LdapConfig, ca: string | undefined, call: Call): Promise<Session> {
  const timeout = config.timeout * 1000;
  // Named only over TLS: ldapts takes the presence of TLS options for "this is ldaps" whatever the address says.
  const tls: ConnectionOptions = { servername: new URL(url).hostname, ...(ca === undefined ? {} : { ca }) };
  const client = new Client({
    url,
    timeout,
    connectTimeout: timeout,
    ...(url.startsWith('ldaps:') ? { tlsOptions: withoutAddressAsName(tls) } : {}),
  });
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = (): void => {
    // ldapts leaves a request unanswered for ever when its socket is destroyed while connecting: the race ends it.
    aborted.reject(new Error('asked to stop'));
    void client.unbind().catch(() => undefined);
  };
  if (call.signal.aborted) abort();
  call.signal.addEventListener('abort', abort, { once: true });
  const close = async (): Promise<void> => {
    call.signal.removeEventListener('abort', abort);
    await client.unbind().catch(() => undefined);
  };
  /** Asks the engine, sends, and tells it how it went. */
  const guarded = async <T>(name: string, send: () => Promise<T>): Promise<T> => {
    await call.before(null);
    try {
      const answer = await Promise.race([send(), aborted.promise]);
      call.after('answered');
      return answer;
    } catch (thrown) {
      const error = errorOf(name, thrown, call.signal);
      call.after(error.code === 'unauthorized' ? 'unauthorized' : 'failed');
      throw error;
    }
  };
  try {
    if (config.startTls) await guarded('start TLS', () => client.startTLS(withoutAddressAsName(tls)));
    const { bind } = config;
    await guarded('bind', () => client.bind(bind?.dn ?? '', bind?.password ?? ''));
  } catch (error) {
    await close();
    throw error;
  }

  return {
    url,
    close,
    async *pages(search) {
      const pages = client.searchPaginated(search.base, optionsOf(search));
      for (;;) {
        // A connection that was lost between two pages would be opened again by ldapts, unbound: no page of ours may come from there.
        const next = await guarded(search.name, () => {
          if (!client.isBound) throw new Error('connection closed between two pages');
          return pages.next();
        });
        if (next.done === true) return;
        yield { entries: next.value.searchEntries, referrals: next.value.searchReferences };
      }
    },
    async entry(search) {
      const { searchEntries } = await guarded(search.name, () =>
        client.search(search.base, { ...optionsOf({ ...search, scope: 'base', pageSize: 1 }), paged: false }),
      );
      return searchEntries[0] ?? null;
    },
  };
}

/** A name for SNI must not be an IP address (RFC 6066 §3). */
const withoutAddressAsName = ({ servername, ...rest }: ConnectionOptions): ConnectionOptions =>
  servername === undefined || /^[\d.]+$|:|^\[/.test(servername) ? rest : { ...rest, servername };

const optionsOf = (search: Search): SearchOptions => ({
  scope: search.scope,
  filter: search.filter,
  attributes: [...search.attributes],
  explicitBufferAttributes: [...(search.binary ?? [])],
  // ldapts asks for 10 seconds on its own; our own deadline is the client's.
  timeLimit: 0,
  paged: { pageSize: search.pageSize },
});
