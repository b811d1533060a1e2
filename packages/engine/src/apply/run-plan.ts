import { finishPlans } from '../planning/finish-plans.ts';
import type { Engine, EngineTarget } from '../setup.ts';
import { runTarget, type TargetRun } from './run-target.ts';

/** How far a plan is, counted by target. */
export interface Progress {
  readonly target: string;
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

export interface RunResult {
  readonly targets: ReadonlyMap<string, TargetRun>;
}

interface RunOptions {
  readonly worker: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Longest wait for a ration or a pause, in milliseconds; what comes later is left to the next run (or to the workers). Infinity waits for everything. */
  readonly patience: number;
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });

async function counts(engine: Engine, plan: string, target: string): Promise<Progress> {
  const { rows } = await engine.store.pool.query<{ done: number; failed: number; total: number }>(
    `select count(*) filter (where state in ('applied', 'already', 'superseded', 'cancelled'))::int as done,
            count(*) filter (where state = 'failed')::int as failed,
            count(*) filter (where hold is null)::int as total
       from operation where plan = $1 and target = $2`,
    [plan, target],
  );
  return { target, ...(rows[0] ?? { done: 0, failed: 0, total: 0 }) };
}

/** Works on one target until nothing of it is left that can be done within the caller's patience. */
async function runOne(engine: Engine, target: EngineTarget, plan: string, options: RunOptions): Promise<TargetRun> {
  const { signal, onProgress } = options;
  let last = 0;
  const tell = (): void => {
    if (onProgress === undefined || engine.now() - last < 100) return;
    last = engine.now();
    counts(engine, plan, target.id).then(onProgress, () => undefined);
  };
  for (;;) {
    const run = await runTarget(engine, target, { worker: options.worker, signal, onProgress: tell });
    if (onProgress !== undefined) onProgress(await counts(engine, plan, target.id));
    if (signal.aborted || run.state === 'idle' || run.state === 'closed') return run;
    const wait = run.state === 'busy' ? 500 : run.until - engine.now();
    if (wait > options.patience) return run;
    await sleep(Math.max(wait, 20), signal);
  }
}

/** Applies what is ready on all targets, in this process, all at once: for the command line. A target in trouble does not hold back the others. */
export async function runPlan(engine: Engine, plan: string, options: RunOptions): Promise<RunResult> {
  const { rows } = await engine.store.pool.query<{ target: string }>(
    `select distinct target from operation where plan = $1`,
    [plan],
  );
  const names = new Set(rows.map(({ target }) => target));
  const chosen = [...engine.targets.values()].filter(({ id }) => names.has(id));
  // Each holds a connection for its lock and needs others for its work: with too few they would wait for each other without end.
  engine.store.allowConnections(2 + 2 * chosen.length);
  const runs = await Promise.all(
    chosen.map(async (target) => [target.id, await runOne(engine, target, plan, options)] as const),
  );
  await finishPlans(engine);
  return { targets: new Map(runs) };
}
