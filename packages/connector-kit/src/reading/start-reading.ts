import type { Container, Observed } from '@passerelle/model';
import { isConnectorError, type ConnectorError, type ObservedEvent } from '../contract/index.ts';

/** One pass of reading. After trouble that concerns the whole target nothing more is sent: a second 401 would count towards a lock-out. */
export interface Reading {
  /** Streams a container and its end, exactly once; a failure ends it `partial`. */
  container(
    container: Container,
    read: () => AsyncIterable<Observed> | Iterable<Observed>,
  ): AsyncGenerator<ObservedEvent>;
  /** Runs a step that several containers depend on; the error is theirs to tell. */
  step<T>(run: () => Promise<T>): Promise<{ readonly value: T } | { readonly error: ConnectorError }>;
  /** Takes note of a failure that the caller tells itself. @throws what is no ConnectorError */
  note(error: unknown): ConnectorError;
}

/** @param stops whether after this error nothing more is to be sent */
export const startReading = (stops: (error: ConnectorError) => boolean): Reading => {
  let stopped: ConnectorError | null = null;
  const note = (error: unknown): ConnectorError => {
    if (!isConnectorError(error)) throw error;
    if (stops(error)) stopped ??= error;
    return error;
  };
  return {
    note,
    async *container(container, read) {
      let failure: ConnectorError | null = stopped;
      if (failure === null) {
        try {
          yield* read();
        } catch (error) {
          failure = note(error);
        }
      }
      if (failure === null) yield { kind: 'container', container, state: 'complete' };
      else yield { kind: 'container', container, state: 'partial', error: failure };
    },
    async step(run) {
      if (stopped !== null) return { error: stopped };
      try {
        return { value: await run() };
      } catch (error) {
        return { error: note(error) };
      }
    },
  };
};
