import type { Line, Text } from './line.ts';

/** One thing that is measured, in a file of its own under `scenarios/` and named in `scenarios.ts`. */
export interface Scenario {
  /** As `--only` names it: lower case, hyphens. */
  readonly id: string;
  readonly title: Text;
  /** Yields each line as soon as it is measured. Peers and limits are measured in the same run, on the same machine. @throws Error when it cannot measure */
  run(context: BenchContext): AsyncGenerator<Line>;
}

/** What a scenario is given. */
export interface BenchContext {
  /** Smaller numbers, for a look or a test: its ratios say nothing about the goals. */
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** Told what happens, since it takes minutes; not part of the result. */
  tell(text: string): void;
  /** A folder that is removed afterwards. */
  readonly folder: string;
  /** An empty database with the schema in place, dropped afterwards. @returns its address, with the password */
  newDatabase(): Promise<string>;
  /** Called when the scenario has ended, however it ended, the last first. */
  defer(stop: () => Promise<unknown>): void;
}
