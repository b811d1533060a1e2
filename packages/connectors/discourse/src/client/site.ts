import { isConnectorError, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { readJson } from './answers.ts';

/** Site settings by name, as texts. */
export type SiteSettings = ReadonlyMap<string, string>;
const settingsSchema = z.object({
  site_settings: z.array(z.object({ setting: z.string(), value: z.unknown() })),
});
const aboutSchema = z.object({ about: z.object({ version: z.string().nullish() }) });

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';

/** Null: the key may not read them (no granular scope allows it, facts §8). */
export const readSettings = (session: Session, call: Call): Promise<SiteSettings | null> =>
  session.settings.get(async () => {
    const request = {
      name: 'read site settings',
      method: 'GET',
      path: '/admin/site_settings.json',
      scope: null,
    } as const;
    try {
      const { site_settings: settings } = await readJson(session, call, request, settingsSchema);
      return new Map(settings.map(({ setting, value }) => [setting, textOf(value)]));
    } catch (error) {
      if (isConnectorError(error) && error.code === 'forbidden') return null;
      throw error;
    }
  });

export const isOn = (settings: SiteSettings | null, name: string): boolean | null => {
  const value = settings?.get(name);
  return value === undefined ? null : value === 'true' || value === 't';
};

export const readVersion = async (session: Session, call: Call): Promise<string | null> => {
  const request = { name: 'read about page', method: 'GET', path: '/about.json', scope: null } as const;
  return (await readJson(session, call, request, aboutSchema)).about.version ?? null;
};
