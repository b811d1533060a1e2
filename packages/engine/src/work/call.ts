import { setTimeout as pause } from 'node:timers/promises';
import { ConnectorError, isConnectorError, type Call } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import { refusedCredential, type CredentialGate } from './credential.ts';
import { spendRation } from './ration.ts';

interface CallOptions {
  readonly signal: AbortSignal;
  readonly gate: CredentialGate;
  /** The right to write that this worker holds; null for reading. */
  readonly fence: number | null;
  readonly forTaking: boolean;
  /** How a reading waits; rejects when the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** For so long in all, in milliseconds, one reading waits for its ration: a minute's window, and what it takes to be sure that it has passed. */
const longestWait = 75_000;

/** For so long, in milliseconds, a reading goes on by what it was told of the target: it may send hundreds of requests a second, and writes nothing. */
const toldFor = 1_000;

interface Standing {
  readonly fence: number;
  readonly refused: boolean;
}

const aborted = (target: EngineTarget, detail: string): ConnectorError =>
  new ConnectorError({ code: 'aborted', retry: 'backoff', scope: 'target', request: target.id, detail });

/** What a connector asks before each request: may this worker still write, is the credential one that was refused, is there ration left. */
export function platformCall(
  engine: Engine,
  target: EngineTarget,
  { signal, gate, fence, forTaking, wait = (ms, stop) => pause(ms, undefined, { signal: stop }) }: CallOptions,
): Call {
  const { pool } = engine.store;
  const ask = async (): Promise<Standing | undefined> => {
    const { rows } = await pool.query<Standing>(
      `select fence, credential_refused is not distinct from $2 as refused from target where id = $1`,
      [target.id, target.credentialFingerprint],
    );
    return rows[0];
  };
  const standing = fence === null ? remembering(ask, engine.now) : ask;
  const spend = (bucket: string): Promise<void> => spendRation(pool, { target, bucket, forTaking, now: engine.now() });
  let waited = 0;
  // Operations are tried again by the queue when there is ration; a reading that gave up would leave the plan without what it has not come to.
  const spendOrWait = async (bucket: string): Promise<void> => {
    for (;;) {
      try {
        await spend(bucket);
        return;
      } catch (error) {
        if (!isConnectorError(error) || error.code !== 'rationed' || typeof error.retry !== 'object') throw error;
        const ms = Math.max(1, error.retry.at - engine.now());
        if (waited + ms > longestWait) throw error;
        waited += ms;
        engine.logger.info(
          { target: target.id, bucket, seconds: Math.ceil(ms / 1_000) },
          'reading waits for its ration',
        );
        await wait(ms, signal).catch(() => undefined);
        if (signal.aborted) throw aborted(target, 'stopping');
      }
    }
  };
  return {
    signal,
    async before(bucket) {
      if (signal.aborted) throw aborted(target, 'stopping');
      const row = await standing();
      if (fence !== null && row?.fence !== fence) throw aborted(target, 'another worker has taken over');
      if (row?.refused === true) throw refusedCredential(target);
      if (bucket !== null) await (fence === null ? spendOrWait(bucket) : spend(bucket));
      await gate.enter();
    },
    after(outcome) {
      gate.leave(outcome).catch((error: unknown) => {
        engine.logger.error(
          { target: target.id, error: String(error) },
          'could not record what became of a credential',
        );
      });
    },
  };
}

/** The same answer to all who ask within `toldFor`; what failed is asked again. */
function remembering<T>(ask: () => Promise<T>, now: () => number): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    const at = now();
    if (last === null || at - last.at >= toldFor || at < last.at) {
      const asked = { at, answer: ask() };
      asked.answer.catch(() => {
        if (last === asked) last = null;
      });
      last = asked;
    }
    return last.answer;
  };
}

/** A call that tells how many requests it has let through. */
export function countingCall(call: Call): { readonly call: Call; readonly sent: () => number } {
  let sent = 0;
  return {
    call: {
      ...call,
      async before(bucket) {
        await call.before(bucket);
        sent += 1;
      },
    },
    sent: () => sent,
  };
}
