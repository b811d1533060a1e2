import { SandboxError } from '../sandbox-error.ts';
import { keycloakAdmin, type AdminLogin } from './keycloak-admin.ts';
import { setUpNextcloudClient, setUpServiceClient, setUpWebClient } from './set-up-clients.ts';
import { setUpFederation, type FederatedDirectory } from './set-up-federation.ts';
import { setUpRealm } from './set-up-realm.ts';

export interface Institution {
  readonly keycloak: AdminLogin;
  readonly directory: FederatedDirectory;
  readonly nextcloud: { readonly code: readonly string[]; readonly home: readonly string[] };
  readonly serviceSecret: string;
  readonly nextcloudSecret: string;
  /** Where people reach Passerelle's own pages. */
  readonly web: { readonly url: string; readonly secret: string };
  readonly language: 'fr' | 'en';
}

/**
 * Does what the administrator of an institution does in Keycloak before Passerelle comes, through the same admin API. May be repeated: what is
 * there is kept, as somebody may have changed it to see what happens; addresses, secrets and Passerelle's rights are put right.
 * @throws SandboxError `set-up-failed`
 */
export async function setUpInstitution(institution: Institution, now: () => number): Promise<void> {
  const admin = keycloakAdmin(institution.keycloak, now);
  try {
    await setUpRealm(admin, institution.language);
    await setUpServiceClient(admin, institution.serviceSecret);
    await setUpNextcloudClient(admin, institution.nextcloudSecret, institution.nextcloud);
    await setUpWebClient(admin, institution.web.secret, institution.web.url);
    await setUpFederation(admin, institution.directory);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SandboxError(
      'set-up-failed',
      `Le Keycloak du bac à sable n'a pas pu être préparé : ${why}. S'il a été beaucoup modifié, recommencez à neuf (--fresh).`,
      `The sandbox's Keycloak could not be prepared: ${why}. If it was changed a lot, begin again (--fresh).`,
      { cause },
    );
  }
}
