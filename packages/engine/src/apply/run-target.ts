import { isConnectorError, type ConnectorError, type Outcome } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import { countingCall, platformCall } from '../work/call.ts';
import { CredentialGate } from '../work/credential.ts';
import { lockTarget } from '../work/target-lock.ts';
import { BatchQueue } from './batch-queue.ts';
import { checkMark } from './mark.ts';
import type { Resolution } from './natives.ts';
import { liftQuarantine, quarantine, standingOfTarget } from './quarantine.ts';
import { nextAttemptAt, type ReadyBatch } from './ready.ts';
import { recordOutcomes } from './record-outcomes.ts';
import { recoverRunning, giveUpDependents } from './recover.ts';
import { startBatch, type Started } from './start-batch.ts';

export type TargetRun =
  /** Nothing ready is left. */
  | { readonly state: 'idle'; readonly applied: number; readonly failed: number }
  /** Something waits until then (ration, pause, quarantine). */
  | { readonly state: 'waiting'; readonly until: number; readonly applied: number; readonly failed: number }
  /** Another worker is at it. */
  | { readonly state: 'busy' }
  /** Paused, observe-only, quarantined until a person acts. */
  | { readonly state: 'closed'; readonly why: string };

interface RunOptions {
  readonly worker: string;
  readonly signal: AbortSignal;
  /** Told after each batch: progress bars, server-sent events. */
  readonly onProgress?: (done: { readonly applied: number; readonly failed: number }) => void;
}

/**
 * Applies what is ready on one target until nothing is. One worker at a time holds a target; within it as many batches at once as the connector allows.
 * Before each batch the queue is looked at anew, so that a taking that was asked for meanwhile goes first.
 */
export async function runTarget(
  engine: Engine,
  target: EngineTarget,
  { worker, signal, onProgress }: RunOptions,
): Promise<TargetRun> {
  const standing = await standingOfTarget(engine, target);
  if (standing.may === 'nothing' && standing.until !== null)
    return { state: 'waiting', until: standing.until, applied: 0, failed: 0 };
  if (standing.may !== 'write') return { state: 'closed', why: standing.why };
  const lock = await lockTarget(engine, target, worker);
  if (lock === null) return { state: 'busy' };
  const stop = AbortSignal.any([signal, lock.lost]);
  const gate = new CredentialGate(engine.store.pool, target);
  const call = (forTaking: boolean) =>
    platformCall(engine, target, { signal: stop, gate, fence: lock.fence, forTaking });
  const total = { applied: 0, failed: 0 };
  const end: { trouble: ConnectorError | null; unexpected: Error | null } = { trouble: null, unexpected: null };

  const apply = async (started: Started, batch: ReadyBatch, natives: Resolution['natives']): Promise<void> => {
    const counted = countingCall(call(batch.phase === 'take'));
    const outcomes: readonly Outcome[] = await target.target.apply(
      {
        object: batch.object,
        operations: started.operations.map(({ id, change, attemptedBefore }) => ({ id, change, attemptedBefore })),
        natives,
      },
      counted.call,
    );
    const refused = outcomes.find((outcome) => outcome.result === 'failed' && outcome.error.code === 'rationed');
    if (refused?.result === 'failed' && typeof refused.error.retry === 'object')
      queue.rest(batch, refused.error.retry.at);
    const recorded = await recordOutcomes(engine, target, started, outcomes, counted.sent());
    total.applied += recorded.applied;
    total.failed += recorded.failed;
    onProgress?.(total);
    if (recorded.targetError !== null) end.trouble ??= recorded.targetError;
  };

  /** Takes batches one after the other until there is nothing to do, or trouble. */
  const queue = new BatchQueue(engine, target, stop);
  lock.onNews(() => queue.lookAgain());
  const lane = async (): Promise<void> => {
    try {
      for (;;) {
        if (stop.aborted || end.trouble !== null || end.unexpected !== null) return;
        const next = await queue.take();
        if (next === null) return;
        try {
          const { batch, natives, knownTaking } = next;
          const started = await startBatch(engine, target, batch, { worker, knownTaking });
          if (started === 'overtaken') queue.lookAgain();
          else if (started !== null) await apply(started, batch, natives);
        } finally {
          queue.done(next.batch);
        }
      }
    } catch (error) {
      end.unexpected ??= error instanceof Error ? error : new Error(String(error));
      queue.wake();
    }
  };

  try {
    await recoverRunning(engine, target);
    if (!(await checkMark(engine, target, call(false)))) return { state: 'closed', why: 'restored-from-backup' };
    await Promise.all(Array.from({ length: Math.max(1, target.manifest.concurrency) }, lane));
    if (end.unexpected !== null) throw end.unexpected;
    if (end.trouble !== null) {
      await quarantine(engine, target, end.trouble);
    } else {
      // Whoever stops, or waits for a ration, has not seen to the end what there is: nothing is given up.
      if (!stop.aborted && queue.restsUntil() === null) await giveUpDependents(engine, target);
      if (total.applied > 0) await liftQuarantine(engine, target);
    }
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    await quarantine(engine, target, error);
  } finally {
    await gate.close();
    await lock.release();
  }
  const after = await standingOfTarget(engine, target);
  if (after.may === 'nothing')
    return after.until === null
      ? { state: 'closed', why: after.why }
      : { state: 'waiting', until: after.until, ...total };
  const rest = queue.restsUntil();
  const next = await nextAttemptAt(engine.store.pool, target.id);
  const at = rest === null || next === null ? (rest ?? next) : Math.min(rest, next);
  return at === null ? { state: 'idle', ...total } : { state: 'waiting', until: at, ...total };
}
