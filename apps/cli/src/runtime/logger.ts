import type { Logger } from '@passerelle/connector-kit';
import { silent } from '@passerelle/connector-kit';
import { createLogger } from '@passerelle/server';

/** What a command logs: nothing unless asked to; then JSON lines on stderr, without secrets. */
export const cliLogger = (verbose: boolean, secrets: readonly string[]): Logger =>
  verbose ? createLogger({ level: 'debug', secrets, destination: process.stderr }) : silent;
