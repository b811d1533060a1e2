import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { readRequest, resultOf, takeMessage, type RequestMessage } from './ber-message.ts';

/**
 * What can happen to one request: cut before it arrives; cut when it is answered; carried out and never answered; answered late; or refused with the
 * code for an internal error (80), for "busy" (51), or for a wrong password (49).
 */
export type LdapFault = 'refused' | 'reset' | 'timeout' | 'slow' | 'server-error' | 'maintenance' | 'unauthorized';
export const ldapFaults: readonly LdapFault[] = [
  'refused',
  'reset',
  'timeout',
  'slow',
  'server-error',
  'maintenance',
  'unauthorized',
];

/** Stands between a program and a directory, a stand-in or a real one, and sees every request. */
export interface FaultProxy {
  readonly url: string;
  /** Every request that asks for an answer, since `forget`. */
  seen(): readonly { readonly method: string; readonly path: string }[];
  forget(): void;
  /** Strikes at the n-th request from now; `unauthorized` at every later one too. */
  arm(kind: LdapFault, nth: number): { readonly struck: number; disarm(): void };
  stop(): Promise<void>;
}

const codes: Readonly<Partial<Record<LdapFault, number>>> = { 'server-error': 80, maintenance: 51, unauthorized: 49 };
const LATE_MS = 10;

interface Armed {
  readonly kind: LdapFault;
  readonly nth: number;
  count: number;
  struck: number;
}

export async function startFaultProxy(directory: string): Promise<FaultProxy> {
  const real = new URL(directory);
  const sockets = new Set<Socket>();
  let seen: { readonly method: string; readonly path: string }[] = [];
  let armed: Armed | null = null;

  /** What strikes this request, if anything. */
  const strike = (): LdapFault | null => {
    if (armed === null) return null;
    armed.count += 1;
    const isStruck = armed.kind === 'unauthorized' ? armed.count >= armed.nth : armed.count === armed.nth;
    if (!isStruck) return null;
    armed.struck += 1;
    return armed.kind;
  };

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
    let fault: LdapFault | null = null;
    const take = (message: Buffer, request: RequestMessage): void => {
      if (resultOf(request, 0) === null) {
        server.write(message);
        return;
      }
      seen.push({ method: request.method, path: request.dn });
      fault = strike();
      const code = fault === null ? undefined : codes[fault];
      const refusal = code === undefined ? null : resultOf(request, code);
      if (refusal !== null) client.write(refusal);
      else if (fault === 'refused') client.destroy();
      else server.write(message);
    };
    let waiting = Buffer.alloc(0);
    client.on('data', (piece: Buffer) => {
      waiting = Buffer.concat([waiting, piece]);
      for (let next = takeMessage(waiting); next !== null; next = takeMessage(waiting)) {
        waiting = Buffer.from(next.rest);
        take(next.message, readRequest(next.message));
      }
    });
    server.on('data', (piece: Buffer) => {
      if (fault === 'reset') client.resetAndDestroy();
      else if (fault === 'slow') setTimeout(() => client.write(piece), LATE_MS);
      else if (fault !== 'timeout') client.write(piece);
    });
  };
  const listener = createServer(serve);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given to a listening socket');
  return {
    url: `ldap://127.0.0.1:${address.port}`,
    seen: () => seen,
    forget() {
      seen = [];
    },
    arm(kind, nth) {
      const mine: Armed = { kind, nth, count: 0, struck: 0 };
      armed = mine;
      return {
        get struck() {
          return mine.struck;
        },
        disarm() {
          if (armed === mine) armed = null;
        },
      };
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
