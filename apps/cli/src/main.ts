#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { userInfo } from 'node:os';

// Hundreds of modules are read at every start: what was compiled once is kept, where Node is allowed to keep it.
enableCompileCache();
const [{ runProgram }, { registry }, { systemTerminal }] = await Promise.all([
  import('./program.ts'),
  import('./registry.ts'),
  import('./terminal/terminal.ts'),
]);

/** How long after the first Ctrl-C another one ends the process at once. npm and the shell may each pass the same one on. */
const insist = 2_000;

const stopping = new AbortController();
let askedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const now = Date.now();
    if (askedAt === 0) askedAt = now;
    else if (now - askedAt > insist) process.exit(130);
    stopping.abort();
  });
}
// A reader that goes away (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') stopping.abort();
    else throw error;
  });
}

const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
};

process.exitCode = await runProgram(
  {
    env: process.env,
    folder: process.cwd(),
    login: loginName(),
    terminal: systemTerminal(process, process.env),
    writeRaw: (text) => void process.stderr.write(text),
    registry,
    signal: stopping.signal,
    now: Date.now,
  },
  process.argv.slice(2),
);
