import type { Writable } from 'node:stream';
import { redactor, type Logger } from '@passerelle/connector-kit';
import { pino, type DestinationStream } from 'pino';

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Texts that must never be written, whatever field they come in. */
  readonly secrets: readonly string[];
  readonly destination: Writable & DestinationStream;
}

const longest = 2_000;

/** JSON lines without secrets: the known ones are removed from every text, and fields that are named like one are masked. */
export function createLogger({ level, secrets, destination }: LoggerOptions): Logger {
  const clean = redactor(secrets);
  const value = (field: unknown): unknown => {
    if (typeof field === 'string') return clean(field, longest);
    if (field instanceof Error) return { name: field.name, message: clean(field.message, longest) };
    if (Array.isArray(field)) return field.map(value);
    if (typeof field === 'object' && field !== null) {
      return Object.fromEntries(
        Object.entries(field).map(([name, inner]) => [name, isSecretName(name) ? '•••' : value(inner)]),
      );
    }
    return field;
  };
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const fields = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(given).map(([name, inner]) => [name, isSecretName(name) ? '•••' : value(inner)]));
  return {
    debug: (given, text) => log.debug(fields(given), clean(text, longest)),
    info: (given, text) => log.info(fields(given), clean(text, longest)),
    warn: (given, text) => log.warn(fields(given), clean(text, longest)),
    error: (given, text) => log.error(fields(given), clean(text, longest)),
  };
}

const isSecretName = (name: string): boolean =>
  /(?:password|passwd|pwd|secret|token|api[-_]?key|authorization|cookie)$/i.test(name);
