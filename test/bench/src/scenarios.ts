import type { Scenario } from './scenario.ts';
import { calls } from './scenarios/calls.ts';
import { nothingToDo } from './scenarios/nothing-to-do.ts';

/** Everything that `passerelle bench` measures, in this order. A new scenario is one file under `scenarios/` and one line here. */
export const scenarios: readonly Scenario[] = [calls, nothingToDo];
