import { client, realmName } from '../../../faults/src/world/realm.ts';

/** Made up for the runs; nothing but the stand-ins knows them. */
export const credentials = {
  keycloak: { realm: realmName, ...client },
  nextcloud: { user: 'passerelle', password: 'p'.repeat(72) },
  discourse: { key: 'e'.repeat(64), username: 'system', connectSecret: 'a secret of the stand-in' },
} as const;
