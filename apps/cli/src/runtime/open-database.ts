import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedError, startEmbedded } from '@passerelle/store/embedded';
import type { Config } from '../config/config.ts';

export interface Database {
  /** With the password: never shown. */
  readonly url: string;
  /** Stops the embedded server if this process started it. */
  stop(): Promise<void>;
}

const none = async (): Promise<void> => undefined;

/**
 * The database of a configuration: the one that it names, or the embedded PostgreSQL in its data folder. While a process runs that one, its address lies
 * beside it in a file that only its owner reads, so that other commands (a `status` while `serve` runs) find it. @throws EmbeddedError
 */
export async function openDatabase({ databaseUrl, data }: Pick<Config, 'databaseUrl' | 'data'>): Promise<Database> {
  if (databaseUrl !== null) return { url: databaseUrl, stop: none };
  const folder = join(data, 'database');
  const address = join(data, 'database-address');
  await mkdir(data, { recursive: true });
  try {
    const server = await startEmbedded({ folder });
    await writeFile(address, server.url, { mode: 0o600 });
    return {
      url: server.url,
      async stop() {
        await rm(address, { force: true });
        await server.stop();
      },
    };
  } catch (error) {
    if (!(error instanceof EmbeddedError) || error.code !== 'in-use') throw error;
    const url = await readFile(address, 'utf8').catch(() => '');
    if (url === '') throw error;
    return { url, stop: none };
  }
}
