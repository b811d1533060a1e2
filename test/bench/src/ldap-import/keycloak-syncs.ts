import { createRealm, federate, syncEverybody } from '../../../real/src/servers/keycloak-realm.ts';
import type { Keycloak } from '../../../real/src/servers/keycloak.ts';
import { timed } from '../timed.ts';

export interface KeycloakSyncs {
  /** Milliseconds. */
  readonly first: number;
  /** The one after it fills the caches: seen to take two to three times as long as those that follow. */
  readonly cold: number;
  readonly warm: readonly number[];
}

/** Keycloak's own full syncs of a directory into a new realm: everybody new, then nobody changed. @throws Error when one took in another number of people */
export async function keycloakSyncs({ admin }: Keycloak, ldapUrl: string, people: number): Promise<KeycloakSyncs> {
  const realm = 'bench';
  await createRealm(admin, realm);
  const federation = await federate(admin, realm, ldapUrl, 'UNSYNCED');
  const sync = (added: number): Promise<number> =>
    timed(async () => {
      const answer = await syncEverybody(admin, realm, federation);
      if (answer.added !== added || answer.failed !== 0) throw new Error(`Keycloak answered ${JSON.stringify(answer)}`);
    });
  const first = await sync(people);
  const cold = await sync(0);
  const warm: number[] = [];
  for (let count = 0; count < 3; count++) warm.push(await sync(0));
  return { first, cold, warm };
}
