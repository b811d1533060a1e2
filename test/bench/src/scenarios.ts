import type { Scenario } from './scenario.ts';
import { calls } from './scenarios/calls.ts';
import { changeToApplied } from './scenarios/change-to-applied.ts';
import { firstLoad } from './scenarios/first-load.ts';
import { nothingToDo } from './scenarios/nothing-to-do.ts';
import { planningScale } from './scenarios/planning-scale.ts';
import { twoWorkers } from './scenarios/two-workers.ts';

/** Everything that `passerelle bench` measures, in this order. A new scenario is one file under `scenarios/` and one line here. */
export const scenarios: readonly Scenario[] = [
  calls,
  nothingToDo,
  planningScale,
  changeToApplied,
  firstLoad,
  twoWorkers,
];
