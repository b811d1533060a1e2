import { cancelPlan, readPlan, runPlan, startPlan, type KeptPlan, type OperationState } from '@passerelle/engine';
import { progressView } from '../terminal/progress.ts';
import { CliError } from './cli-error.ts';
import type { Runtime } from './open-runtime.ts';
import type { Session } from './session.ts';
import { actorOf } from './with-runtime.ts';

/** How a plan ended, counted over its operations. */
export interface Applied {
  readonly plan: string;
  readonly applied: number;
  readonly already: number;
  readonly superseded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Held by a guard, a question, or the identity side. */
  readonly held: number;
  /** Not done yet: the platform is closed, or Ctrl-C came. */
  readonly left: number;
  readonly failures: readonly {
    readonly operation: string;
    readonly target: string;
    readonly error: NonNullable<OperationState['error']>;
  }[];
  readonly stopped: boolean;
}

/** Longest wait for a ration or a pause before the rest is left to the workers. */
const patience = 120_000;

/**
 * Starts a plan (or joins one that is under way, here or in another process) and works on it until nothing is left that can be done now.
 * Ctrl-C finishes what was begun. @throws CliError when it cannot be started
 */
export async function applyPlan(session: Session, runtime: Runtime, plan: string): Promise<Applied> {
  const { engine } = runtime;
  const started = await startPlan(engine, plan, { by: actorOf(session), kind: 'person' });
  if (!started.started && started.because !== 'already-started') {
    const codes = { unknown: 'cli.plan-unknown', expired: 'cli.plan-expired', ended: 'cli.plan-ended' } as const;
    throw new CliError(codes[started.because], { plan });
  }
  const { terminal, writeRaw, signal } = session.world;
  const view = progressView(terminal, writeRaw, { failed: (count) => session.say('progress.failed', { count }) });
  await runPlan(engine, plan, {
    worker: engine.uuid(),
    signal,
    patience,
    onProgress: ({ target, ...count }) => {
      if (!session.json) view.update(target, count);
    },
  });
  view.end();
  const kept = await readPlan(engine, plan);
  if (kept === null) throw new CliError('cli.plan-unknown', { plan });
  return countsOf(kept, signal.aborted);
}

function countsOf(kept: KeptPlan, stopped: boolean): Applied {
  const states = [...kept.operations.values()];
  const count = (state: string): number => states.filter((one) => one.state === state).length;
  const failures = kept.document.targets.flatMap(({ target, operations }) =>
    operations.flatMap(({ id }) => {
      const state = id === null ? undefined : kept.operations.get(id);
      return id !== null && state?.state === 'failed' && state.error !== null
        ? [{ operation: id, target, error: state.error }]
        : [];
    }),
  );
  const waiting = states.filter(({ state }) => state === 'planned' || state === 'running');
  return {
    plan: kept.document.id,
    applied: count('applied'),
    already: count('already'),
    superseded: count('superseded'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    held: waiting.filter(({ hold }) => hold !== null).length,
    left: waiting.filter(({ hold }) => hold === null).length,
    failures,
    stopped,
  };
}

/** A plan that nobody said yes to is not kept waiting. */
export const withdrawPlan = async (session: Session, { engine }: Runtime, plan: string): Promise<void> => {
  await cancelPlan(engine, plan, actorOf(session));
};
