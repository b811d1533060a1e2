import { NEXTCLOUD_CLIENT, SERVICE_CLIENT } from './institution/set-up-clients.ts';
import { REALM } from './institution/set-up-realm.ts';

/** A secret of a configuration, by where it is to be had. */
export type SecretPlace = { readonly env: string } | { readonly file: string };
export type SecretName = keyof typeof SECRET_NAMES;

/** The environment variables of the four secrets that Passerelle needs here. */
export const SECRET_NAMES = {
  database: 'PASSERELLE_SANDBOX_DATABASE_URL',
  ldap: 'PASSERELLE_SANDBOX_LDAP_PASSWORD',
  keycloak: 'PASSERELLE_SANDBOX_KEYCLOAK_SECRET',
  nextcloud: 'PASSERELLE_SANDBOX_NEXTCLOUD_PASSWORD',
} as const;

export interface ConfigFacts {
  readonly language: 'fr' | 'en';
  readonly directory: { readonly url: string; readonly suffix: string; readonly readerDn: string };
  readonly keycloakUrl: string;
  readonly nextcloudUrl: string;
  readonly nextcloudUser: string;
  readonly oidcProviderId: number;
  /** Addresses of those who may approve what a guard holds. */
  readonly administrators: readonly string[];
}

/** The sandbox as an institution would describe it in its passerelle.yaml, with secrets by name only. */
export function sandboxConfig<Place extends SecretPlace>(facts: ConfigFacts, secretAt: (name: SecretName) => Place) {
  const { directory, keycloakUrl, nextcloudUrl } = facts;
  return {
    version: 1,
    language: facts.language,
    database: { url: secretAt('database') },
    sources: {
      ldap: {
        kind: 'ldap',
        url: directory.url,
        bind: { dn: directory.readerDn, password: secretAt('ldap') },
        base: `ou=people,${directory.suffix}`,
      },
    },
    targets: {
      keycloak: {
        kind: 'keycloak',
        url: keycloakUrl,
        realm: REALM,
        credentials: { clientId: SERVICE_CLIENT, secret: secretAt('keycloak') },
        // External members choose their password behind a link; their mails are on the hub.
        sendInvitations: true,
        invitation: { clientId: NEXTCLOUD_CLIENT, redirectUri: `${nextcloudUrl}/` },
      },
      nextcloud: {
        kind: 'nextcloud',
        url: nextcloudUrl,
        credentials: { user: facts.nextcloudUser, password: secretAt('nextcloud') },
        accounts: { mode: 'provision', oidcProviderId: facts.oidcProviderId },
        // The sandbox's Nextcloud has this machine on its allow-list, as the documentation for administrators asks.
        rateLimitLifted: true,
      },
    },
    tools: { files: 'nextcloud' },
    administrators: facts.administrators,
  } as const;
}
/** With every secret as the name of an environment variable. */
export type SandboxConfig = ReturnType<typeof sandboxConfig<{ readonly env: string }>>;
