import { makePlan } from '../planning/make-plan.ts';
import type { PlanRequest, PlanResult } from '../planning/plan-request.ts';
import { runPlan, type RunResult } from '../apply/run-plan.ts';
import { startPlan } from '../planning/start-plan.ts';
import type { Engine } from '../setup.ts';

const signal = new AbortController().signal;

/** Reads everything and plans the difference. */
export const fullPlan = (engine: Engine, more: Partial<PlanRequest> = {}): Promise<PlanResult> =>
  makePlan(engine, { createdBy: 'test', extent: 'full', observe: 'always', signal, ...more });

/** Says yes to a plan and works on it as long as something can be done. */
export async function applyPlan(engine: Engine, id: string): Promise<RunResult> {
  const started = await startPlan(engine, id, { by: 'test', kind: 'person' });
  if (!started.started && started.because !== 'already-started' && started.because !== 'ended')
    throw new Error(`not started: ${started.because}`);
  return runPlan(engine, id, { worker: engine.uuid(), signal, patience: 5_000 });
}

/** Plan and apply, as on any day. */
export async function bringInStep(engine: Engine): Promise<PlanResult> {
  const plan = await fullPlan(engine);
  await applyPlan(engine, plan.id);
  return plan;
}

/** How many operations of a plan are in each state; held ones apart. */
export async function statesOf(engine: Engine, plan: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await engine.store.pool.query<{ state: string; n: number }>(
    `select case when hold is null then state else 'held:' || hold end as state, count(*)::int as n from operation where plan = $1 group by 1 order by 1`,
    [plan],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
