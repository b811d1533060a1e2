import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What happens to one request to a directory: cut before it arrives, cut when it is answered, half of the answer and then cut, or never answered. */
export type LdapTrouble = 'refuse' | 'reset' | 'truncate' | 'stall';

/** Stands between a program and a directory. The client sends one request at a time, so a piece that arrives is a request. */
export interface LdapProxy {
  readonly url: string;
  readonly requests: number;
  readonly struck: boolean;
  /** Strikes at the n-th request from now; `null`: lets everything through. */
  arm(trouble: { readonly nth: number; readonly kind: LdapTrouble } | null): void;
  stop(): Promise<void>;
}

export async function startLdapProxy(directory: string): Promise<LdapProxy> {
  const real = new URL(directory);
  const state = { requests: 0, struck: false };
  let armed: { readonly nth: number; readonly kind: LdapTrouble } | null = null;
  const sockets = new Set<Socket>();
  const serve = (client: Socket): void => {
    const server = connect(Number(real.port), real.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    let hit: LdapTrouble | null = null;
    client.on('data', (piece: Buffer) => {
      state.requests += 1;
      if (armed?.nth === state.requests) {
        state.struck = true;
        hit = armed.kind;
      }
      if (hit === 'refuse') client.destroy();
      else if (hit !== 'stall') server.write(piece);
    });
    server.on('data', (piece: Buffer) => {
      if (hit === 'reset') client.resetAndDestroy();
      else if (hit === 'truncate') client.end(piece.subarray(0, Math.floor(piece.length / 2)));
      else client.write(piece);
    });
  };
  const listener = createServer(serve);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given to a listening socket');
  return {
    url: `ldap://127.0.0.1:${address.port}`,
    get requests() {
      return state.requests;
    },
    get struck() {
      return state.struck;
    },
    arm(trouble) {
      armed = trouble;
      state.requests = 0;
      state.struck = false;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        listener.close(() => {
          resolve();
        });
      });
    },
  };
}
