import { isConnectorError, type ConnectorError, type Outcome } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import { countingCall, platformCall } from '../work/call.ts';
import { CredentialGate } from '../work/credential.ts';
import { lockTarget } from '../work/target-lock.ts';
import { checkMark } from './mark.ts';
import { canDoWithout, resolveNatives } from './natives.ts';
import { liftQuarantine, quarantine, standingOfTarget } from './quarantine.ts';
import { nextAttemptAt, readyBatches, type ReadyBatch } from './ready.ts';
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

  const apply = async (
    started: Started,
    batch: ReadyBatch,
    natives: Awaited<ReturnType<typeof resolveNatives>>['natives'],
  ): Promise<void> => {
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
  const lane = async (): Promise<void> => {
    try {
      for (;;) {
        if (stop.aborted || end.trouble !== null || end.unexpected !== null) return;
        const next = await queue.take();
        if (next === null) return;
        try {
          const started = await startBatch(engine, next.batch, worker);
          if (started !== null) await apply(started, next.batch, next.natives);
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

/** The spaces in which what a batch changes lies. */
const around = ({ operations }: ReadyBatch): readonly string[] =>
  operations.flatMap(({ change }) => ('parent' in change ? [`space:${change.parent}`] : []));

interface Taken {
  readonly batch: ReadyBatch;
  readonly natives: Awaited<ReturnType<typeof resolveNatives>>['natives'];
}

/**
 * Of many people's changes that go out together, those that need nothing which is still to come. Null: none, or a batch that must stay whole. Where nothing
 * is under way that might still make what is missing, one person's grants are not whole either: a list that cannot be made keeps nobody out of the others.
 */
function withoutWaiting(batch: ReadyBatch, missing: readonly string[], isQuiet: boolean): ReadyBatch | null {
  const isToPeople = batch.operations.some(({ change }) => change.verb === 'change-for');
  if (!(isQuiet && isToPeople) && new Set(batch.operations.map(({ object }) => object)).size < 2) return null;
  const lacking = new Set(missing);
  const operations = batch.operations.filter(({ change }) => canDoWithout(change, lacking));
  return operations.length === 0 ? null : { ...batch, operations };
}

/** A spent ration that is there again so soon is waited for; what takes longer is left to the next run. Milliseconds. */
const shortRest = 2_000;
/** What was asked for meanwhile may be more urgent, and is looked for so often. Milliseconds. */
const lookAgain = 200;

/** What draws on the same ration as a batch that was refused: the same thing done to other objects. */
const signatureOf = ({ phase, operations }: ReadyBatch): string =>
  `${phase} ${operations[0]?.change.kind ?? ''} ${operations[0]?.change.verb ?? ''}`;

/** The order in which lanes take batches: the most urgent one whose object is free and whose needs exist. */
class BatchQueue {
  readonly #engine: Engine;
  readonly #target: EngineTarget;
  readonly #stop: AbortSignal;
  /** Objects of batches under way, each with the spaces around it. */
  readonly #busy = new Map<string, readonly string[]>();
  #window: ReadyBatch[] = [];
  #loadedAt = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: (() => void)[] = [];
  /** Until when what draws on a spent ration is not tried: trying each would be refused, and written down, for all that wait. */
  readonly #rests = new Map<string, number>();

  constructor(engine: Engine, target: EngineTarget, stop: AbortSignal) {
    this.#engine = engine;
    this.#target = target;
    this.#stop = stop;
    stop.addEventListener('abort', () => this.wake(), { once: true });
  }

  take(): Promise<Taken | null> {
    const mine = this.#turn.then(() => this.#find());
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  rest(batch: ReadyBatch, until: number): void {
    this.#rests.set(signatureOf(batch), until);
  }

  /** The end of the first rest that is not over; null: nothing rests. */
  restsUntil(): number | null {
    const ends = [...this.#rests.values()].filter((until) => until > this.#engine.now());
    return ends.length === 0 ? null : Math.min(...ends);
  }

  done(batch: ReadyBatch): void {
    this.#busy.delete(batch.object);
    this.wake();
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  /** Of spaces that lie in one another only one is worked on at a time: who is given first is in the order of the operations. */
  #isHeld(batch: ReadyBatch): boolean {
    if (this.#busy.has(batch.object)) return true;
    if (around(batch).some((object) => this.#busy.has(object))) return true;
    return [...this.#busy.values()].some((objects) => objects.includes(batch.object));
  }

  async #find(): Promise<Taken | null> {
    const { pool } = this.#engine.store;
    for (;;) {
      if (this.#stop.aborted) return null;
      // A window is looked at for a short while only: what was asked for meanwhile may be more urgent.
      const stale = this.#window.length === 0 || Date.now() - this.#loadedAt > lookAgain;
      if (stale) {
        this.#window = await readyBatches(pool, this.#target, this.#engine.now());
        this.#loadedAt = Date.now();
      }
      for (let index = 0; index < this.#window.length; index += 1) {
        const batch = this.#window[index];
        if (batch === undefined || this.#isHeld(batch)) continue;
        if ((this.#rests.get(signatureOf(batch)) ?? 0) > this.#engine.now()) continue;
        const { natives, missing } = await resolveNatives(pool, this.#target.id, batch.operations);
        const usable = missing.length === 0 ? batch : withoutWaiting(batch, missing, this.#busy.size === 0);
        if (usable === null) continue;
        this.#window.splice(index, 1);
        this.#busy.set(batch.object, around(batch));
        return { batch: usable, natives };
      }
      const rest = this.#window.length === 0 ? null : this.restsUntil();
      const wait = rest === null ? null : rest - this.#engine.now();
      if (this.#busy.size === 0 && (wait === null || wait > shortRest)) {
        if (stale) return null;
        this.#window = [];
        continue;
      }
      // Something under way may be what the rest needs, or a ration be there again.
      await new Promise<void>((resolve) => {
        const timer = wait === null ? undefined : setTimeout(resolve, Math.max(1, Math.min(wait, lookAgain)));
        this.#waiting.push(() => {
          clearTimeout(timer);
          this.#window = [];
          resolve();
        });
      });
    }
  }
}
