import type { WebOptions } from '@passerelle/server';
import type { Config } from '../config/config.ts';
import { cliTexts } from '../texts/texts.ts';

/** What the configuration says of the server's pages and its API; null: it has none. */
export function webOptionsOf({
  server,
  language,
  administrators,
  auditors,
}: Pick<Config, 'server' | 'language' | 'administrators' | 'auditors'>): WebOptions | null {
  const { publicUrl, login, api } = server;
  if (login === undefined || publicUrl === undefined) return null;
  return {
    publicUrl,
    login,
    language,
    administrators,
    auditors,
    sentences: cliTexts,
    ...(api === undefined ? {} : { api }),
  };
}
