import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { frameReader } from './wire-frames.ts';

export type CommitMoment = 'before' | 'after';

/** Stands between a worker and PostgreSQL, counts what is committed, and strikes at the n-th: before the server sees it, or when it has answered and the worker does not know. */
export interface CommitProxy {
  /** The database's address, through here. */
  readonly url: string;
  /** Commits so far: each COMMIT, and each statement that writes outside a transaction. */
  readonly commits: number;
  readonly struck: boolean;
  arm(nth: number, at: CommitMoment, kill: () => Promise<void>): void;
  stop(): Promise<void>;
}

/** A statement that is its own transaction and writes. Taking a lock is no commit: it ends with its connection. */
const writes =
  /^\s*(insert|update|delete)\b|^\s*with\b[\s\S]*\b(insert|update|delete)\b|\b(add_job|begin_batch|record_outcomes|spend_ration)\b/i;
const commit = /^\s*(commit|end)\b/i;

const textOf = (type: string, body: Buffer): string | null => {
  if (type === 'Q') return body.toString('utf8', 0, body.indexOf(0));
  if (type !== 'P') return null;
  // Parse: the statement's name, then its text.
  const from = body.indexOf(0) + 1;
  return body.toString('utf8', from, body.indexOf(0, from));
};

interface Armed {
  readonly nth: number;
  readonly at: CommitMoment;
  readonly kill: () => Promise<void>;
}

export async function startCommitProxy(database: string): Promise<CommitProxy> {
  const real = new URL(database);
  const state = { commits: 0, struck: false, armed: null as Armed | null };
  const sockets = new Set<Socket>();

  const serve = (client: Socket): void => {
    const server = connect(Number(real.port), real.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    const fromClient = frameReader(1);
    const fromServer = frameReader(0);
    /** `I`: outside a transaction. */
    let standing = 'I';
    let statement = '';
    let dead = false;
    /** Set while the answer to a commit is kept from the worker. */
    let holding: Armed | null = null;
    const end = (armed: Armed): void => {
      dead = true;
      state.struck = true;
      const cut = (): void => {
        client.destroy();
        server.destroy();
      };
      armed.kill().then(cut, cut);
    };
    client.on('data', (chunk: Buffer) => {
      for (const { type, body, bytes } of fromClient(chunk)) {
        if (dead) return;
        statement = textOf(type, body) ?? statement;
        const ends = type === 'Q' || type === 'S';
        const isCommit = ends && (standing === 'I' ? writes.test(statement) : commit.test(statement));
        if (ends) statement = '';
        if (isCommit) {
          state.commits += 1;
          const { armed } = state;
          if (armed !== null && armed.nth === state.commits) {
            if (armed.at === 'before') {
              end(armed);
              return;
            }
            holding = armed;
          }
        }
        server.write(bytes);
      }
    });
    server.on('data', (chunk: Buffer) => {
      if (dead) return;
      let ready = false;
      for (const { type, body } of fromServer(chunk)) {
        if (type !== 'Z') continue;
        standing = body.toString('latin1', 0, 1);
        ready = true;
      }
      if (holding === null) client.write(chunk);
      else if (ready) end(holding);
    });
  };

  const listener = createServer(serve);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given to a listening socket');
  const through = new URL(database);
  through.hostname = '127.0.0.1';
  through.port = String(address.port);
  return {
    url: through.href,
    get commits() {
      return state.commits;
    },
    get struck() {
      return state.struck;
    },
    arm(nth, at, kill) {
      state.armed = { nth, at, kill };
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) =>
        listener.close(() => {
          resolve();
        }),
      );
    },
  };
}
