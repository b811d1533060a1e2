import { listBlocks, readPlan, type Engine, type KeptPlan } from '@passerelle/engine';
import { message } from '@passerelle/model';
import type { PlanView } from '../render/plan-view.ts';
import { CliError } from './cli-error.ts';

/** @throws CliError when there is no such plan */
export async function readPlanView(engine: Engine, id: string): Promise<PlanView & { readonly kept: KeptPlan }> {
  const kept = await readPlan(engine, id);
  if (kept === null) throw new CliError('cli.plan-unknown', { plan: id });
  const blocks = (await listBlocks(engine, id)).filter(({ state }) => state === 'waiting');
  const questions = new Set(
    [...kept.operations]
      .filter(([, { state, hold }]) => state === 'planned' && hold === 'confirm')
      .map(([operation]) => operation),
  );
  const { rows } = await engine.store.pool.query<{
    target: string;
    container: string;
    error: { code?: string; detail?: string } | null;
  }>(
    `select c.target, c.container, c.error from observed_container c join plan_target t on t.target = c.target
      where t.plan = $1 and c.state = 'partial' order by c.target, c.container`,
    [id],
  );
  const partial = rows.map(({ target, container, error }) => ({
    target,
    container,
    error: message(`error.${error?.code ?? 'unexpected-answer'}`, { request: container, detail: error?.detail ?? '' }),
  }));
  return { document: kept.document, number: kept.number, targets: kept.targets, blocks, partial, questions, kept };
}
