import type { Call } from '@passerelle/connector-kit';
import type { z } from 'zod';
import type { Session } from '../session.ts';
import { componentsSchema } from './schemas.ts';

export type Federation = z.output<typeof componentsSchema>[number];

/** Directories that feed the realm; needs `view-realm`. @throws ConnectorError */
export async function federationsOf({ api }: Session, call: Call): Promise<readonly Federation[]> {
  const query = { type: 'org.keycloak.storage.UserStorageProvider' };
  const components = await api.read(
    { name: 'read the federations', method: 'GET', path: '/components', query },
    componentsSchema,
    call,
  );
  return components.filter(({ config }) => config?.['enabled']?.[0] !== 'false');
}
