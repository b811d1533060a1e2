import { rm } from 'node:fs/promises';
import { openStore } from '@passerelle/store';
import { EmbeddedError, startEmbedded, type Embedded, type EmbeddedOptions } from '@passerelle/store/embedded';

/**
 * Starts the database empty. It is emptied by its own server and not by removing files: the server of a sandbox that was killed may still be
 * stopping, and its files may lie elsewhere than in the folder (see `choosePlace` of the store). Only files that no server can use are removed.
 * @throws EmbeddedError
 */
export async function startEmpty(options: EmbeddedOptions): Promise<Embedded> {
  let server: Embedded;
  try {
    server = await startEmbedded(options);
  } catch (error) {
    if (!(error instanceof EmbeddedError) || !['other-version', 'start-failed'].includes(error.code)) throw error;
    await rm(options.folder, { recursive: true, force: true });
    return startEmbedded(options);
  }
  try {
    await recreate(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function recreate(url: string): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1)).replaceAll('"', '""');
  maintenance.pathname = '/postgres';
  const store = openStore({ url: maintenance.href, applicationName: 'passerelle-sandbox', connections: 1 });
  try {
    await store.pool.query(`drop database if exists "${name}" with (force)`);
    await store.pool.query(`create database "${name}"`);
  } finally {
    await store.close();
  }
}
