import type { Call } from '@passerelle/connector-kit';
import { Attribute, Change, Client, type SearchOptions } from 'ldapts';
import type { ConnectionOptions } from 'node:tls';
import type { ConnectionSettings } from './connection-config.ts';
import { errorOf } from './error-of.ts';
import type { AttributeChange, Search, Session } from './session.ts';

export interface Where {
  readonly settings: ConnectionSettings;
  readonly ca: string | undefined;
  /** Id of the connector, for errors. */
  readonly platform: string;
}

/** A connection that was bound. */
export interface Connection {
  readonly url: string;
  /** Still there, and still bound. ldapts would open a lost one again, unbound: nothing of ours may be read or written there. */
  isUsable(): boolean;
  /** The connection for the time of one call; closing the session leaves the connection open. One at a time. */
  session(call: Call): Session;
  close(): Promise<void>;
}

type Guard = <T>(what: { readonly name: string; readonly isWrite?: boolean }, send: () => Promise<T>) => Promise<T>;

/** Connects to the first address that can be reached and binds. @throws ConnectorError */
export async function connect(where: Where, call: Call): Promise<Connection> {
  const { settings, platform } = where;
  for (const [index, url] of settings.url.entries()) {
    try {
      return await connectTo(url, where, call);
    } catch (thrown) {
      const error = errorOf({ platform, name: 'connect' }, thrown, call.signal);
      const another = index + 1 < settings.url.length && (error.code === 'unreachable' || error.code === 'timeout');
      if (!another) throw error;
    }
  }
  throw errorOf({ platform, name: 'connect' }, new Error('no address is configured'), call.signal);
}

async function connectTo(url: string, { settings, ca, platform }: Where, call: Call): Promise<Connection> {
  const timeout = settings.timeout * 1000;
  // Named only over TLS: ldapts takes the presence of TLS options for "this is ldaps" whatever the address says.
  const tls: ConnectionOptions = { servername: new URL(url).hostname, ...(ca === undefined ? {} : { ca }) };
  const client = new Client({
    url,
    timeout,
    connectTimeout: timeout,
    ...(url.startsWith('ldaps:') ? { tlsOptions: withoutAddressAsName(tls) } : {}),
  });
  const close = (): Promise<void> => client.unbind().catch(() => undefined);
  const begin = guardFor(client, platform, call);
  try {
    // On a socket that is open already, Node compares the certificate with `host`, and with "localhost" where none is given (seen with an address).
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const started = { ...withoutAddressAsName(tls), host };
    if (settings.startTls) await begin.guard({ name: 'start TLS' }, () => client.startTLS(started));
    const { bind } = settings;
    await begin.guard({ name: 'bind' }, () => client.bind(bind?.dn ?? '', bind?.password ?? ''));
  } catch (error) {
    await close();
    throw error;
  } finally {
    begin.end();
  }
  let isBroken = false;
  const onBroken = (): void => {
    isBroken = true;
  };
  return {
    url,
    isUsable: () => !isBroken && client.isBound,
    session: (now) => sessionOn(client, { url, platform }, guardFor(client, platform, now, onBroken)),
    close,
  };
}

/** Asks the engine, sends, and tells it how it went. While the guard stands, the worker's end ends the connection. */
function guardFor(
  client: Client,
  platform: string,
  call: Call,
  onBroken: () => void = () => undefined,
): { readonly guard: Guard; readonly end: () => void } {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => undefined);
  const abort = (): void => {
    // ldapts leaves a request unanswered for ever when its socket is destroyed while connecting: the race ends it.
    aborted.reject(new Error('asked to stop'));
    void client.unbind().catch(() => undefined);
  };
  if (call.signal.aborted) abort();
  call.signal.addEventListener('abort', abort, { once: true });
  return {
    end: () => call.signal.removeEventListener('abort', abort),
    async guard(what, send) {
      await call.before(null);
      try {
        const answer = await Promise.race([send(), aborted.promise]);
        call.after('answered');
        return answer;
      } catch (thrown) {
        const error = errorOf({ platform, ...what }, thrown, call.signal);
        call.after(outcomeOf(error));
        // Without a result code no answer came: the socket may tell so only later.
        if (error.status === null) onBroken();
        throw error;
      }
    },
  };
}

/** A write that is refused for what it is was answered: the credential is good. */
const outcomeOf = ({ code, scope }: ReturnType<typeof errorOf>): 'answered' | 'unauthorized' | 'failed' => {
  if (code === 'unauthorized') return 'unauthorized';
  return scope === 'operation' && code !== 'server-error' ? 'answered' : 'failed';
};

function sessionOn(
  client: Client,
  { url, platform }: { readonly url: string; readonly platform: string },
  { guard, end }: ReturnType<typeof guardFor>,
): Session {
  const bound = <T>(send: () => Promise<T>): Promise<T> =>
    client.isBound ? send() : Promise.reject(new Error('connection closed between two requests'));
  return {
    url,
    platform,
    close() {
      end();
      return Promise.resolve();
    },
    async *pages(search) {
      const pages = client.searchPaginated(search.base, optionsOf(search));
      for (;;) {
        const next = await guard(search, () => bound(() => pages.next()));
        if (next.done === true) return;
        yield { entries: next.value.searchEntries, referrals: next.value.searchReferences };
      }
    },
    async entry(search) {
      const { searchEntries } = await guard(search, () =>
        bound(() =>
          client.search(search.base, { ...optionsOf({ ...search, scope: 'base', pageSize: 1 }), paged: false }),
        ),
      );
      return searchEntries[0] ?? null;
    },
    async add(name, dn, attributes) {
      await guard({ name, isWrite: true }, () => bound(() => client.add(dn, listOf(attributes))));
    },
    async modify(name, dn, changes) {
      await guard({ name, isWrite: true }, () => bound(() => client.modify(dn, changesOf(changes))));
    },
  };
}

const listOf = (attributes: Readonly<Record<string, string | readonly string[]>>): Attribute[] =>
  Object.entries(attributes).map(([type, values]) => new Attribute({ type, values: [values].flat() }));
const changesOf = (changes: readonly AttributeChange[]): Change[] =>
  changes.map(
    ({ operation, attribute, values }) =>
      new Change({ operation, modification: new Attribute({ type: attribute, values: [...values] }) }),
  );

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
