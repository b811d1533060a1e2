import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine and the moment: a figure without them says little. */
export interface Circumstances {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly command: string;
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    /** Gigabytes. */
    readonly memory: number;
    readonly system: string;
    /** Processes that ran or waited in the last minute, when the run began and when it ended: well above 0 before, others worked here too. */
    readonly load: { readonly before: number; readonly after: number };
  };
  readonly versions: Readonly<Record<string, string>>;
}

const load = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

/** Looks at the machine now; the answer completes it at the end of the run. */
export function startCircumstances(given: {
  readonly now: () => number;
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
}): () => Circumstances {
  const date = new Date(given.now()).toISOString();
  const before = load();
  const cores = cpus();
  return () => ({
    date,
    command: given.command,
    machine: {
      cores: cores.length,
      processor: cores[0]?.model.trim().replace(/\s+/g, ' ') ?? 'unknown',
      memory: Math.round(totalmem() / 2 ** 30),
      system: `${type()} ${release()}`,
      load: { before, after: load() },
    },
    versions: { node: process.versions.node, ...given.versions },
  });
}
