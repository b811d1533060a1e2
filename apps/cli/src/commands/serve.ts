import { createLogger, serve } from '@passerelle/server';
import type { Schedules } from '@passerelle/engine';
import type { Run } from '../runtime/run.ts';
import type { Config } from '../config/config.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { openRuntime } from '../runtime/open-runtime.ts';
import { webOptionsOf } from '../runtime/web-options.ts';

export const schedulesOf = ({ schedules, sources }: Pick<Config, 'schedules' | 'sources'>): Schedules => ({
  ...schedules,
  sources: sources.flatMap(({ id, schedule }) => (schedule === null ? [] : [{ source: id, cron: schedule }])),
});

/** `passerelle serve`: works until Ctrl-C or SIGTERM, which finish the batches under way. */
export const run: Run = async (session, { options }) => {
  const config = session.config();
  const level = session.options.verbose === true ? 'debug' : 'info';
  const logger = createLogger({ level, secrets: config.secrets, destination: process.stdout });
  const { signal, now } = session.world;
  const runtime = await openRuntime(config, { logger, writes: true, now, applicationName: 'passerelle-serve' });
  try {
    const port = typeof options['port'] === 'string' ? portOf(options['port']) : config.server.port;
    const host = typeof options['host'] === 'string' ? options['host'] : config.server.host;
    const served = await serve(runtime.engine, {
      host,
      port,
      schedules: schedulesOf(config),
      web: webOptionsOf(config),
    }).catch((error: unknown) => {
      const isTaken =
        error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      throw isTaken ? new CliError('cli.port-taken', { port }) : error;
    });
    session.world.terminal.err(session.say('serve.ready', { url: served.url }));
    const asked = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await Promise.race([asked, served.done]);
    } finally {
      session.world.terminal.err(session.say('serve.stopping'));
      await served.stop();
    }
    return exit.ok;
  } finally {
    await runtime.close();
  }
};

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CliError('cli.usage.invalid', { what: `--port ${text}`, command: 'serve' });
}
