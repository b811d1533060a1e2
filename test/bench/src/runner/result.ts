import type { Line, Text } from '../line.ts';
import type { Circumstances } from './circumstances.ts';

/** What one scenario came to. */
export interface ScenarioResult {
  readonly id: string;
  readonly title: Text;
  readonly lines: readonly Line[];
  /** Seconds, setting up included. */
  readonly seconds: number;
  /** Why it could not be measured to its end; null: it was. */
  readonly failed: string | null;
}

/** What a run leaves as JSON. `passerelle.bench/1` changes its number when a reader of this one would misread it. */
export interface BenchResult {
  readonly format: 'passerelle.bench/1';
  /** Smaller numbers: nothing in it says whether a goal is met. */
  readonly quick: boolean;
  readonly circumstances: Circumstances;
  readonly scenarios: readonly ScenarioResult[];
  readonly met: boolean;
}

/** Every line met, every scenario measured to its end. */
export const allMet = (scenarios: readonly ScenarioResult[]): boolean =>
  scenarios.every(({ failed, lines }) => failed === null && lines.every(({ met }) => met));
