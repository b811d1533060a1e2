import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Line } from '../line.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import type { ScenarioResult } from './result.ts';

/** What every scenario of a run shares. */
export interface Surroundings {
  readonly quick: boolean;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
  readonly newDatabase: () => Promise<{ readonly url: string; drop(): Promise<void> }>;
  /** Milliseconds, only ever subtracted. */
  readonly clock: () => number;
}

/** Runs one scenario to its end and puts away what it opened. Never throws: a scenario that breaks is a result too, with the lines it had come to. */
export async function runScenario(
  scenario: Scenario,
  { clock, newDatabase, ...shared }: Surroundings,
  onLine: (line: Line) => void = () => undefined,
): Promise<ScenarioResult> {
  const began = clock();
  const lines: Line[] = [];
  const stops: (() => Promise<unknown>)[] = [];
  let failed: string | null = null;
  const context: BenchContext = {
    ...shared,
    folder: await mkdtemp(join(tmpdir(), 'passerelle-bench-')),
    defer: (stop) => void stops.push(stop),
    async newDatabase() {
      const database = await newDatabase();
      stops.push(() => database.drop());
      return database.url;
    },
  };
  stops.push(() => rm(context.folder, { recursive: true, force: true }));
  try {
    for await (const line of scenario.run(context)) {
      lines.push(line);
      onLine(line);
    }
  } catch (error) {
    failed = whyOf(error);
  }
  for (const stop of stops.reverse()) {
    try {
      await stop();
    } catch (error) {
      failed ??= `putting away: ${whyOf(error)}`;
    }
  }
  const { id, title } = scenario;
  return { id, title, lines, seconds: Math.round((clock() - began) / 100) / 10, failed };
}

const whyOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
