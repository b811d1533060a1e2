import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import pc from 'picocolors';

export type Styles = Readonly<Record<Style, (text: string) => string>>;
type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where a command writes and asks. */
export interface Terminal {
  /** The answer of the command. */
  out(text: string): void;
  /** Everything about the work: progress, questions, errors. */
  err(text: string): void;
  /** Somebody reads along and can be asked. */
  readonly isInteractive: boolean;
  /** Bars may be drawn on what `err` writes to. */
  readonly drawsBars: boolean;
  readonly columns: number;
  /** Where a terminal cuts what `out` writes; null: nobody cuts. */
  readonly width: number | null;
  /** For what `out` writes. */
  readonly style: Styles;
  /** For what `err` writes. */
  readonly errorStyle: Styles;
  /** What is in a `--json` document must be the only thing on stdout. */
  ask(question: string): Promise<string | null>;
}

interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** NO_COLOR (https://no-color.org): present and not empty, whatever it says. TERM=dumb draws nothing either. */
const wantsColour = (env: Readonly<Record<string, string | undefined>>): boolean =>
  (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';

export function systemTerminal(streams: Streams, env: Readonly<Record<string, string | undefined>>): Terminal {
  const colours = (stream: { readonly isTTY?: boolean }): Styles =>
    pc.createColors(stream.isTTY === true && wantsColour(env));
  return {
    out: (text) => void streams.stdout.write(`${text}\n`),
    err: (text) => void streams.stderr.write(`${text}\n`),
    isInteractive: streams.stdin.isTTY === true && streams.stderr.isTTY === true,
    drawsBars: streams.stderr.isTTY === true && env['TERM'] !== 'dumb',
    columns: streams.stdout.columns ?? 100,
    width: streams.stdout.isTTY === true ? (streams.stdout.columns ?? null) : null,
    style: colours(streams.stdout),
    errorStyle: colours(streams.stderr),
    async ask(question) {
      const lines = createInterface({ input: streams.stdin, output: streams.stderr });
      try {
        // A closed input answers nothing: that is no.
        const closed = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
        return await Promise.race([lines.question(question), closed]);
      } finally {
        lines.close();
      }
    },
  };
}
