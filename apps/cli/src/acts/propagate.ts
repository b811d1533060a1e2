import { makePlan, scopeOf, unplannedScope } from '@passerelle/engine';
import type { CommunityId, PersonId } from '@passerelle/model';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { isBlind } from '../render/render-plan.ts';
import { applyPlan, type Applied } from '../runtime/apply-plan.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { readPlanView } from '../runtime/read-plan-view.ts';
import type { Session } from '../runtime/session.ts';
import { showPlan } from '../runtime/show-plan.ts';
import { actorOf } from '../runtime/with-runtime.ts';

export interface Propagated {
  readonly applied: Applied | null;
  readonly done: boolean;
}

/**
 * Brings what an act changed to the platforms: a plan of what it touched, shown and run. Where a server works on the same database it may have been
 * faster: then a plan of the same people and communities finds what is left, which is mostly nothing.
 */
export async function propagate(
  session: Session,
  runtime: Runtime,
  people: readonly PersonId[],
  communities: readonly CommunityId[],
): Promise<Propagated> {
  const { engine } = runtime;
  const scope = (await unplannedScope(engine)) ?? scopeOf(communities, people);
  const { id } = await makePlan(engine, {
    createdBy: actorOf(session),
    extent: 'targeted',
    scope,
    observe: 'when-old',
    signal: session.world.signal,
  });
  const view = await readPlanView(engine, id);
  session.print();
  await showPlan(session, runtime, view, true);
  if (view.document.summary.operations === 0) return { applied: null, done: !isBlind(view) };
  const applied = await applyPlan(session, runtime, id);
  for (const line of renderApplied(applied, session.say, session.world.terminal.style)) session.print(line);
  return { applied, done: isDone(applied) && !isBlind(view) };
}
