import { Server as NetServer, type Socket } from 'node:net';
import type ldapjs from 'ldapjs';
import type { StandIn } from '../stand-in.ts';
import { authenticate, type ServiceAccount, type WritingAccount } from './directory-accounts.ts';
import type { SearchQuestion } from './directory-search.ts';
import { restoreTree, saveTree } from './directory-snapshot.ts';
import { DirectoryTree } from './directory-tree.ts';
import type { DirectoryTrouble } from './directory-trouble.ts';
import { FilterTap } from './filter-decoding.ts';
import { parseLdif } from './ldif.ts';
import { LdapFailure } from './ldap-failure.ts';
import { createLdapService } from './ldap-service.ts';
import { MEASURED_LIMITS, type SearchLimits } from './search-limits.ts';

export interface DirectoryOptions {
  /** The directory's content (RFC 2849). Not read when `persist` names a file that exists: the earlier run's state is newer. */
  readonly ldif: string;
  /** DN of the top entry; by default the DN of the first record of the LDIF. */
  readonly suffix?: string;
  /** May read everything but passwords, in pages of at most `limits.largestPage`. Default: `cn=reader,<suffix>`, "reader". */
  readonly reader?: ServiceAccount;
  /** May write. Default: `cn=admin,<suffix>`, "admin". */
  readonly manager?: ServiceAccount;
  /** May write some branches only. Default: there is none. */
  readonly writer?: WritingAccount;
  /** `memberof-refint`: a renamed or deleted entry is followed in the groups. Default: true. */
  readonly referentialIntegrity?: boolean;
  readonly limits?: SearchLimits;
  /** Wanted port; 0 (the default) takes any, and a port that is taken falls back to any. */
  readonly port?: number;
  /** JSON file that keeps the entries from one start to the next. */
  readonly persist?: string;
  readonly now?: () => Date;
}

export interface Directory extends StandIn {
  readonly suffix: string;
  readonly reader: ServiceAccount;
  readonly manager: ServiceAccount;
  readonly writer: WritingAccount | null;
  /** The entries themselves, for tests that change them behind the protocol's back. `stop` writes them to `persist`. */
  readonly tree: DirectoryTree;
  /** Every search that came in, oldest first. */
  readonly searches: readonly SearchQuestion[];
  /** Begins a trouble, or ends it with `{ kind: 'none' }`. */
  disturb(trouble: DirectoryTrouble): void;
  /** The current trouble. */
  readonly trouble: DirectoryTrouble;
  /** Checks a DN and password as a bind does, in this process. False while connections are refused. */
  bind(dn: string, password: string): Promise<boolean>;
}

/**
 * Starts an LDAP directory on the loopback that behaves as the OpenLDAP of facts/identity.md, section 4. Served: simple bind, search,
 * compare, add, modify, delete, modrdn, the paged results control. Everything else is refused: extended operations and StartTLS with
 * code 2, other critical controls with 12, SASL by the protocol layer. Not modelled: schema beyond a few classes, binary values, aliases.
 */
export async function startDirectory(options: DirectoryOptions): Promise<Directory> {
  const now = options.now ?? (() => new Date());
  const records = parseLdif(options.ldif);
  const suffix = options.suffix ?? records[0]?.dn ?? 'dc=example,dc=org';
  const reader = options.reader ?? { dn: `cn=reader,${suffix}`, password: 'reader' };
  const manager = options.manager ?? { dn: `cn=admin,${suffix}`, password: 'admin' };
  const { writer } = options;
  const tree = new DirectoryTree(suffix, now, options.referentialIntegrity ?? true);
  if (options.persist === undefined || !restoreTree(tree, options.persist, manager.dn)) {
    for (const record of records) addRecord(tree, record, manager.dn);
  }
  let trouble: DirectoryTrouble = { kind: 'none' };
  let unsaved: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(unsaved);
    unsaved = undefined;
    if (options.persist !== undefined) saveTree(tree, options.persist);
  };
  const searches: SearchQuestion[] = [];
  const taps = new WeakMap<Socket, FilterTap>();
  const server = createLdapService({
    tree,
    suffix,
    reader,
    manager,
    writer,
    limits: options.limits ?? MEASURED_LIMITS,
    trouble: () => trouble,
    changed: () => (unsaved ??= setTimeout(save, 150).unref()),
    searched: (question) => searches.push(question),
    filterOf: (connection, messageId) => taps.get(connection)?.take(messageId),
  });
  const sockets = new Set<Socket>();
  const net = netServerOf(server);
  // Before ldapjs sees the connection: a refused one must not be greeted by its parser.
  net.prependListener('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (trouble.kind === 'refuse') socket.destroy();
    const tap = new FilterTap();
    taps.set(socket, tap);
    socket.on('data', (chunk: Buffer) => tap.write(chunk));
  });
  server.on('error', () => undefined); // A client that speaks no LDAP is cut off by ldapjs; it must not end the sandbox.
  const port = await listen(server, net, options.port ?? 0);
  let stopping: Promise<void> | undefined;

  return {
    name: 'directory',
    url: `ldap://127.0.0.1:${port}`,
    suffix,
    reader,
    manager,
    writer: writer ?? null,
    tree,
    searches,
    get trouble() {
      return trouble;
    },
    disturb(next) {
      trouble = next;
      if (next.kind === 'refuse') for (const socket of sockets) socket.destroy();
    },
    async bind(dn, password) {
      if (trouble.kind === 'refuse') throw new Error('connection refused');
      try {
        return authenticate(tree, { reader, manager, writer }, dn, password).kind !== 'anonymous';
      } catch (error) {
        if (error instanceof LdapFailure) return false;
        throw error;
      }
    },
    stop() {
      stopping ??= new Promise((resolve) => {
        save();
        net.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return stopping;
    },
  };
}

function addRecord(tree: DirectoryTree, record: ReturnType<typeof parseLdif>[number], by: string): void {
  const attributes = record.attributes.map(({ name, value }) => ({ name, values: [value] }));
  try {
    tree.add(record.dn, attributes, by);
  } catch (error) {
    if (!(error instanceof LdapFailure)) throw error;
    const message = `LDIF line ${record.line}: ${record.dn} is refused with LDAP code ${error.code} ${error.message}`;
    throw new Error(message.trim(), { cause: error });
  }
}

/** ldapjs keeps its `net.Server` in a property that its types do not tell. */
function netServerOf(server: ldapjs.Server): NetServer {
  if ('server' in server && server.server instanceof NetServer) return server.server;
  throw new Error('this version of ldapjs has no net.Server inside; see facts on version 3.0.7');
}

function listen(server: ldapjs.Server, net: NetServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (port !== 0 && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) resolve(listen(server, net, 0));
      else reject(error);
    };
    net.once('error', failed);
    server.listen(port, '127.0.0.1', () => {
      net.off('error', failed);
      const address = net.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
