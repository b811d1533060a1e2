import { ConnectorError, type Call } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import { refusedCredential, type CredentialGate } from './credential.ts';
import { spendRation } from './ration.ts';

interface CallOptions {
  readonly signal: AbortSignal;
  readonly gate: CredentialGate;
  /** The right to write that this worker holds; null for reading. */
  readonly fence: number | null;
  readonly forTaking: boolean;
}

const aborted = (target: EngineTarget, detail: string): ConnectorError =>
  new ConnectorError({ code: 'aborted', retry: 'backoff', scope: 'target', request: target.id, detail });

/** What a connector asks before each request: may this worker still write, is the credential one that was refused, is there ration left. */
export function platformCall(
  engine: Engine,
  target: EngineTarget,
  { signal, gate, fence, forTaking }: CallOptions,
): Call {
  const { pool } = engine.store;
  return {
    signal,
    async before(bucket) {
      if (signal.aborted) throw aborted(target, 'stopping');
      const state = await pool.query<{ fence: number; refused: boolean }>(
        `select fence, credential_refused is not distinct from $2 as refused from target where id = $1`,
        [target.id, target.credentialFingerprint],
      );
      const row = state.rows[0];
      if (fence !== null && row?.fence !== fence) throw aborted(target, 'another worker has taken over');
      if (row?.refused === true) throw refusedCredential(target);
      if (bucket !== null) await spendRation(pool, { target, bucket, forTaking, now: engine.now() });
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
