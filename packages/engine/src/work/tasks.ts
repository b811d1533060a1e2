import type { Task, TaskList } from 'graphile-worker';
import { z } from 'zod';
import { runTarget } from '../apply/run-target.ts';
import { finishPlans } from '../planning/finish-plans.ts';
import { makePlan } from '../planning/make-plan.ts';
import { unplannedScope } from '../planning/unplanned.ts';
import { startPlan } from '../planning/start-plan.ts';
import type { Engine } from '../setup.ts';
import { sealAudit } from './seal.ts';
import { syncSource } from '../sources/sync-source.ts';
import { wakeTarget } from './wake.ts';

const targetPayload = z.object({ target: z.string() });
const sourcePayload = z.object({ source: z.string() });

/** The targets that a worker is at. */
export interface Serving {
  readonly targets: Set<string>;
  readonly most: number;
}

/**
 * What the jobs do. A job is only a wake-up: it looks at our own tables for what is to be done, so that running one twice, or one too many, does no harm.
 */
export function tasksOf(
  engine: Engine,
  worker: string,
  { signal, serving }: { readonly signal: AbortSignal; readonly serving: Serving },
): TaskList {
  const isBehind = async (target: string): Promise<boolean> => {
    const { rowCount } = await engine.store.pool.query(`select from target where id = $1 and behind`, [target]);
    return rowCount === 1;
  };

  /** Applies what is ready on a target; comes back when something waits. */
  const apply: Task = async (payload) => {
    const { target: id } = targetPayload.parse(payload);
    const target = [...engine.targets.values()].find((known) => known.id === id);
    if (target === undefined) {
      engine.logger.warn({ target: id }, 'a job names a target that is not configured');
      return;
    }
    if (serving.targets.size >= serving.most) {
      // Taken in the same moment as others: left to whoever is free.
      await wakeTarget(engine.store.pool, target.id);
      return;
    }
    serving.targets.add(target.id);
    const run = await runTarget(engine, target, { worker, signal }).finally(() => serving.targets.delete(target.id));
    await finishPlans(engine);
    if (signal.aborted) return;
    if (run.state === 'waiting') await wakeTarget(engine.store.pool, target.id, new Date(run.until));
    if (run.state === 'idle' && (await isBehind(target.id))) {
      const plan = await makePlan(engine, {
        createdBy: 'engine',
        extent: 'full',
        targets: [target.id],
        observe: 'always',
        signal,
      });
      await engine.store.pool.query(`update target set behind = false where id = $1 and quarantined_until is null`, [
        target.id,
      ]);
      await startPlan(engine, plan.id, { by: 'engine', kind: 'automatic' });
    }
    if (run.state === 'busy') await wakeTarget(engine.store.pool, target.id, new Date(engine.now() + 2_000));
  };

  /** Plans what was changed since the last plan, for the people and communities concerned, and starts it. */
  const replan: Task = async () => {
    const scope = await unplannedScope(engine);
    if (scope === null) return;
    const plan = await makePlan(engine, {
      createdBy: 'engine',
      extent: 'targeted',
      scope,
      observe: 'when-old',
      signal,
    });
    await startPlan(engine, plan.id, { by: 'engine', kind: 'automatic' });
  };

  /** Reads every target and plans the difference: what drifted is shown, what is due is done. */
  const observe: Task = async () => {
    const plan = await makePlan(engine, { createdBy: 'schedule', extent: 'full', observe: 'always', signal });
    await startPlan(engine, plan.id, { by: 'schedule', kind: 'automatic' });
  };

  const source: Task = async (payload) => {
    const { source: id } = sourcePayload.parse(payload);
    const configured = [...engine.sources.values()].find((known) => known.id === id);
    if (configured !== undefined) await syncSource(engine, configured, { actor: 'schedule', dryRun: false, signal });
  };

  return {
    apply,
    replan,
    observe,
    'sync-source': source,
    seal: async () => {
      await sealAudit(engine);
    },
  };
}
