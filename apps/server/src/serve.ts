import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWorker, type Engine, type Schedules } from '@passerelle/engine';
import { sweepLogins } from '@passerelle/store';
import { httpApp } from './http-app.ts';
import type { WebOptions } from './web/web-options.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly schedules: Schedules;
  /** Another port is taken when the wanted one is somebody else's. Default: that is an error. */
  readonly anyPort?: boolean;
  /** Where and how people log in. Absent: the server has no pages. */
  readonly web?: WebOptions | null;
}

export interface Served {
  /** `http://127.0.0.1:8440`. */
  readonly url: string;
  /** Rejects when the worker can no longer work. */
  readonly done: Promise<void>;
  /** No new request, no new batch; what is under way is finished. */
  stop(): Promise<void>;
}

/** Starts a worker with its schedules, and the HTTP side. @throws the system's error when the port cannot be had */
export async function serve(engine: Engine, options: ServeOptions): Promise<Served> {
  const server = createServer(httpApp(engine, options.web ?? null));
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, options.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await listen(options.port);
  } catch (error) {
    const isTaken =
      error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
    if (!isTaken || options.anyPort !== true) throw error;
    await listen(0);
  }
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  try {
    const worker = await startWorker(engine, options.schedules);
    const { port } = server.address() as AddressInfo;
    const host = options.host.includes(':') ? `[${options.host}]` : options.host;
    engine.logger.info({ host: options.host, port }, 'serving');
    const sweeping = await sweepHourly(engine);
    return {
      url: `http://${host}:${port}`,
      done: worker.done,
      async stop() {
        clearInterval(sweeping);
        await Promise.all([close(), worker.stop()]);
        engine.logger.info({}, 'stopped');
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Guests' names, and logins that are over, are thrown away now and every hour: people are told that they are kept for a day at most. */
async function sweepHourly(engine: Engine): Promise<NodeJS.Timeout> {
  const sweep = (): Promise<void> =>
    sweepLogins(engine.store).catch((error: unknown) => {
      engine.logger.warn(
        { error: error instanceof Error ? error.message : 'unknown' },
        'old logins could not be thrown away',
      );
    });
  await sweep();
  return setInterval(() => void sweep(), 3_600_000).unref();
}
