import type { Registry } from '../registry.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Everything that a command takes from outside. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Current folder. */
  readonly folder: string;
  /** Login name of whoever runs the command, for the audit. */
  readonly login: string;
  readonly terminal: Terminal;
  /** Writes to the terminal as it is: bars. */
  readonly writeRaw: (text: string) => void;
  readonly registry: Registry;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}
