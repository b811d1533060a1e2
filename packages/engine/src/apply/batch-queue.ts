import type { Engine, EngineTarget } from '../setup.ts';
import { canDoWithout, resolveNatives, type Resolution } from './natives.ts';
import { newestTaking, readyBatches, type ReadyBatch } from './ready.ts';

/** The spaces in which what a batch changes lies. */
const around = ({ operations }: ReadyBatch): readonly string[] =>
  operations.flatMap(({ change }) => ('parent' in change ? [`space:${change.parent}`] : []));

/** A batch, with the native ids of everything that it names. */
export interface Taken {
  readonly batch: ReadyBatch;
  readonly natives: Resolution['natives'];
  /** Number of the newest plan with something to take that was known when this batch was chosen; 0: there was none. */
  readonly knownTaking: number;
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
/** Whoever makes something ready says so; in case nobody did, it is looked for so often. Milliseconds. */
const lookAgain = 1_000;

/** What draws on the same ration as a batch that was refused: the same thing done to other objects. */
const signatureOf = ({ phase, operations }: ReadyBatch): string =>
  `${phase} ${operations[0]?.change.kind ?? ''} ${operations[0]?.change.verb ?? ''}`;

/** The order in which lanes take batches: the most urgent one whose object is free and whose needs exist. */
export class BatchQueue {
  readonly #engine: Engine;
  readonly #target: EngineTarget;
  readonly #stop: AbortSignal;
  /** Objects of batches under way, each with the spaces around it. */
  readonly #busy = new Map<string, readonly string[]>();
  #window: ReadyBatch[] = [];
  #loadedAt = 0;
  #newestTaking = 0;
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

  /** Something is there that is not in the window, and may go before what is. */
  lookAgain(): void {
    this.#window = [];
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
      const stale = this.#window.length === 0 || Date.now() - this.#loadedAt > lookAgain;
      if (stale) {
        this.#newestTaking = await newestTaking(pool, this.#target.id);
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
        return { batch: usable, natives, knownTaking: this.#newestTaking };
      }
      if (!stale && this.#window.length === 0) continue;
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
