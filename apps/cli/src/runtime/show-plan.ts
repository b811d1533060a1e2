import { loadNames } from '../people/load-names.ts';
import { peopleOf, type PlanView } from '../render/plan-view.ts';
import { renderPlan } from '../render/render-plan.ts';
import type { Runtime } from './open-runtime.ts';
import type { Session } from './session.ts';

export async function showPlan(session: Session, { store }: Runtime, view: PlanView, details: boolean): Promise<void> {
  if (session.json) return;
  const names = await loadNames(store, peopleOf(view));
  const { style } = session.world.terminal;
  for (const line of renderPlan(view, { say: session.say, names, style, details })) session.print(line);
}
