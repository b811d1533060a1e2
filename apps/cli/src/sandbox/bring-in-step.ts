import { makePlan } from '@passerelle/engine';
import { isBlind } from '../render/render-plan.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { applyPlan } from '../runtime/apply-plan.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { readPlanView } from '../runtime/read-plan-view.ts';
import type { PlanView } from '../render/plan-view.ts';
import type { Session } from '../runtime/session.ts';
import { showPlan } from '../runtime/show-plan.ts';
import { actorOf } from '../runtime/with-runtime.ts';
import type { JobPen } from './job-pen.ts';

export interface InStep {
  /** Every platform was read to its end, and nothing is left to do there. */
  readonly matches: boolean;
  /** The plan after which nothing, or nothing more, could be done. */
  readonly last: PlanView;
  readonly operations: number;
}

/** What the identity side makes only after another platform was served needs a round more; more rounds than this mean that it does not converge. */
const mostRounds = 4;

/** Plans, shows, applies, and observes again until nothing is left to do. */
export async function bringInStep(session: Session, runtime: Runtime, pen: JobPen): Promise<InStep> {
  const { engine } = runtime;
  const { signal } = session.world;
  let operations = 0;
  for (let round = 1; ; round += 1) {
    pen.step(round === 1 ? 'job.plan' : 'job.again');
    const { id } = await makePlan(engine, { createdBy: actorOf(session), extent: 'full', observe: 'always', signal });
    const view = await readPlanView(engine, id);
    await showPlan(session, runtime, view, false);
    const toDo = view.document.summary.operations;
    if (toDo === 0) return { matches: !isBlind(view), last: view, operations };
    if (round > mostRounds || signal.aborted) return { matches: false, last: view, operations };
    pen.step('job.apply', { count: toDo });
    const applied = await applyPlan(session, runtime, id);
    operations += applied.applied + applied.already;
    pen.lines(renderApplied(applied, session.say, session.world.terminal.style));
    // What failed, or waits for a person, would only be found again.
    if (!isDone(applied) || applied.applied + applied.already + applied.superseded === 0) {
      return { matches: false, last: view, operations };
    }
  }
}
