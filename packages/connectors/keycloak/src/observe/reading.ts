import { isConnectorError, type Call, type ConnectorError, type ObservedEvent } from '@passerelle/connector-kit';
import type { Container, Observed, ObservedAccount } from '@passerelle/model';
import type { User } from '../client/schemas.ts';
import { stops } from '../client/error-of.ts';
import { protectedNow } from '../protection.ts';
import type { Session } from '../session.ts';
import { observedAccount } from './observed.ts';

/** One pass of reading. */
export interface Reading {
  /** Streams a container and its end, exactly once; a failure ends it `partial`. After trouble that is the whole target's, nothing more is sent. */
  container(container: Container, read: () => AsyncIterable<Observed>): AsyncGenerator<ObservedEvent>;
  /** An account, the first time that it is met. */
  account(user: User): AsyncGenerator<ObservedAccount>;
}

export function startReading(session: Session, call: Call): Reading {
  let stopped: ConnectorError | null = null;
  const met = new Set<string>();
  return {
    async *container(container, read) {
      let failure: ConnectorError | null = stopped;
      if (failure === null) {
        try {
          yield* read();
        } catch (error) {
          if (!isConnectorError(error)) throw error;
          failure = error;
          if (stops(error)) stopped = error;
        }
      }
      if (failure === null) yield { kind: 'container', container, state: 'complete' };
      else yield { kind: 'container', container, state: 'partial', error: failure };
    },
    async *account(user) {
      if (met.has(user.id)) return;
      met.add(user.id);
      yield observedAccount(user, session.config, await protectedNow(session, call));
    },
  };
}
