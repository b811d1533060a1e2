import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Scenario } from './scenario.ts';
import { openBenchDatabases } from './runner/bench-databases.ts';
import { startCircumstances } from './runner/circumstances.ts';
import { closingText, lineText, scenarioText, type Language } from './runner/render.ts';
import { allMet, type BenchResult, type ScenarioResult } from './runner/result.ts';
import { runScenario } from './runner/run-scenario.ts';

export interface BenchOptions {
  readonly scenarios: readonly Scenario[];
  readonly quick: boolean;
  readonly language: Language;
  /** The result goes to `print` as JSON in the tables' place. */
  readonly json: boolean;
  /** Where the figures are kept. */
  readonly file: string;
  readonly command: string;
  /** A server to make databases on, in place of one of its own. */
  readonly databaseUrl: string | undefined;
  readonly passerelleVersion: string;
  readonly signal: AbortSignal;
  /** Lines of the answer. */
  readonly print: (line: string) => void;
  /** Lines about the work. */
  readonly tell: (line: string) => void;
  readonly now: () => number;
  /** Milliseconds, only ever subtracted. */
  readonly clock: () => number;
}

/** Measures one scenario after the other, prints each table as soon as it is there, and keeps the figures with the machine that they come from. */
export async function bench(options: BenchOptions): Promise<BenchResult> {
  const { scenarios, quick, language, json, signal, print, tell, now, clock } = options;
  const databases = await openBenchDatabases(options.databaseUrl);
  const results: ScenarioResult[] = [];
  try {
    const versions = { passerelle: options.passerelleVersion, database: databases.version };
    const circumstances = startCircumstances({ now, command: options.command, versions });
    for (const scenario of scenarios) {
      if (signal.aborted) break;
      tell(`▸ ${scenario.title[language]}`);
      const surroundings = {
        quick,
        signal,
        tell: (t: string) => tell(`  ${t}`),
        newDatabase: () => databases.create(),
        clock,
      };
      const result = await runScenario(scenario, surroundings, (line) => tell(`  ${lineText(language, line)}`));
      results.push(result);
      if (!json) for (const line of scenarioText(language, result)) print(line);
    }
    const met = !signal.aborted && allMet(results);
    const result: BenchResult = {
      format: 'passerelle.bench/1',
      quick,
      circumstances: circumstances(),
      scenarios: results,
      met,
    };
    await mkdir(dirname(options.file), { recursive: true });
    await writeFile(options.file, `${JSON.stringify(result, null, 2)}\n`);
    if (json) print(JSON.stringify(result, null, 2));
    else for (const line of closingText(language, result)) print(line);
    return result;
  } finally {
    await databases.close();
  }
}
