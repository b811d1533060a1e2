import type { WebOptions } from '@passerelle/server';
import type { Config } from '../config/config.ts';

/** What the configuration says of the server's pages; null: it has none. */
export function webOptionsOf({ server, language }: Pick<Config, 'server' | 'language'>): WebOptions | null {
  const { publicUrl, login } = server;
  return login === undefined || publicUrl === undefined ? null : { publicUrl, login, language };
}
