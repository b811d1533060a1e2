import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../../scripts/make-example-directory.mjs', import.meta.url));

/** The example directory with that many people, as LDIF, made while it is read. */
export function ldifOf(people: number): Readable {
  return spawn(process.execPath, [SCRIPT, '--people', String(people)], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
}
