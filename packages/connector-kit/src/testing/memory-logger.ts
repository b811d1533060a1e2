import type { Logger } from '../contract/logger.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}
export interface MemoryLogger extends Logger {
  readonly lines: readonly LogLine[];
}

/** Keeps what is logged, so that a test can see that no secret is in it. */
export const memoryLogger = (): MemoryLogger => {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (fields: Readonly<Record<string, unknown>>, text: string): void => {
      lines.push({ level, fields, text });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};
