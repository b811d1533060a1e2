import type { Call } from '@passerelle/connector-kit';
import { connect, type Connection, type Where } from './connection.ts';
import type { Session } from './session.ts';

/** Connections that are kept from one call to the next: a bind costs the directory a password hash, which is made to be slow. */
export interface KeptConnections {
  /** A connection that nobody else uses meanwhile. Closing the session gives it back. @throws ConnectorError */
  open(call: Call): Promise<Session>;
  /** Ends all of them. */
  close(): Promise<void>;
}

export function keptConnections(where: () => Promise<Where>): KeptConnections {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  const drop = async (connection: Connection): Promise<void> => {
    all.delete(connection);
    await connection.close();
  };
  const usable = async (): Promise<Connection | null> => {
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (kept.isUsable()) return kept;
      await drop(kept);
    }
    return null;
  };
  return {
    async open(call) {
      const connection = (await usable()) ?? (await connect(await where(), call));
      all.add(connection);
      const session = connection.session(call);
      return {
        ...session,
        async close() {
          await session.close();
          if (connection.isUsable()) idle.push(connection);
          else await drop(connection);
        },
      };
    },
    async close() {
      await Promise.all([...all].map(drop));
      idle.length = 0;
    },
  };
}
