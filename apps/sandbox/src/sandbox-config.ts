import { ID_CLAIM, NEXTCLOUD_CLIENT, SERVICE_CLIENT, WEB_CLIENT } from './institution/set-up-clients.ts';
import { REALM } from './institution/set-up-realm.ts';

/** Numbers of the two saved queries in the stand-in's Data Explorer. */
const DISCOURSE_QUERIES = { accounts: 1, categories: 2 } as const;

/** A secret of a configuration, by where it is to be had. */
export type SecretPlace = { readonly env: string } | { readonly file: string };

/** The environment variables of the secrets that Passerelle needs here. */
export const SECRET_NAMES = {
  database: 'PASSERELLE_SANDBOX_DATABASE_URL',
  ldap: 'PASSERELLE_SANDBOX_LDAP_PASSWORD',
  ldapGroups: 'PASSERELLE_SANDBOX_LDAP_GROUPS_PASSWORD',
  keycloak: 'PASSERELLE_SANDBOX_KEYCLOAK_SECRET',
  nextcloud: 'PASSERELLE_SANDBOX_NEXTCLOUD_PASSWORD',
  discourse: 'PASSERELLE_SANDBOX_DISCOURSE_KEY',
  discourseConnect: 'PASSERELLE_SANDBOX_DISCOURSE_CONNECT_SECRET',
  jitsi: 'PASSERELLE_SANDBOX_JITSI_SECRET',
  mailman: 'PASSERELLE_SANDBOX_MAILMAN_PASSWORD',
  web: 'PASSERELLE_SANDBOX_LOGIN_SECRET',
} as const;
export type SecretName = keyof typeof SECRET_NAMES;
export const SECRETS = [
  'database',
  'ldap',
  'ldapGroups',
  'keycloak',
  'nextcloud',
  'discourse',
  'discourseConnect',
  'jitsi',
  'mailman',
  'web',
] as const satisfies readonly SecretName[];

/**
 * A Discourse allows 60 calls a minute to all keys together, and a first load here would take many minutes. A real one's server may be set to allow
 * more (`DISCOURSE_MAX_ADMIN_API_REQS_PER_MINUTE`), and this one is; `realRations` leaves it at 60.
 */
export const DISCOURSE_CALLS = { lifted: 6_000, real: 60 } as const;

/** Where the communities' groups are in the directory, and people from outside. */
export const branchIn = (suffix: string): string => `ou=passerelle,${suffix}`;
export const externalsIn = (suffix: string): string => `ou=externes,${branchIn(suffix)}`;

export interface ConfigFacts {
  readonly language: 'fr' | 'en';
  readonly directory: {
    readonly url: string;
    readonly suffix: string;
    readonly readerDn: string;
    /** May write the branch of the communities' groups. */
    readonly writerDn: string;
  };
  /** Passerelle's own server. */
  readonly server: { readonly port: number; readonly url: string };
  readonly keycloakUrl: string;
  readonly nextcloudUrl: string;
  readonly nextcloudUser: string;
  readonly oidcProviderId: number;
  readonly discourse: { readonly url: string; readonly callsPerMinute: number };
  readonly jitsi: { readonly url: string; readonly domain: string; readonly issuer: string; readonly bosh: string };
  readonly mailman: { readonly url: string; readonly user: string; readonly domain: string };
  /** Addresses of those who may approve what a guard holds. */
  readonly administrators: readonly string[];
}

/** The sandbox as an institution would describe it in its passerelle.yaml, with secrets by name only. */
export function sandboxConfig<Place extends SecretPlace>(facts: ConfigFacts, secretAt: (name: SecretName) => Place) {
  const { directory, keycloakUrl, nextcloudUrl, discourse, jitsi, mailman } = facts;
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
      discourse: {
        kind: 'discourse',
        url: discourse.url,
        credentials: { key: secretAt('discourse'), username: 'system' },
        connect: { secret: secretAt('discourseConnect') },
        // The queries that the documentation for administrators has saved, by the numbers that they have here.
        dataExplorer: DISCOURSE_QUERIES,
        // As DISCOURSE_MAX_ADMIN_API_REQS_PER_MINUTE allows on the server; 60 where nobody has set it.
        callsPerMinute: discourse.callsPerMinute,
      },
      jitsi: {
        kind: 'jitsi',
        url: jitsi.url,
        domain: jitsi.domain,
        issuer: jitsi.issuer,
        signing: { with: 'secret', secret: secretAt('jitsi') },
        // Rooms are below `muc.` with Docker; doctor joins one to see what a member is there.
        bosh: jitsi.bosh,
        rooms: `muc.${jitsi.domain}`,
      },
      mailman: {
        kind: 'mailman',
        url: mailman.url,
        credentials: { user: mailman.user, password: secretAt('mailman') },
        domain: mailman.domain,
      },
      // The communities' groups, for every other application of the institution that reads its directory.
      'ldap-groups': {
        kind: 'ldap-groups',
        url: directory.url,
        bind: { dn: directory.writerDn, password: secretAt('ldapGroups') },
        branch: branchIn(directory.suffix),
        people: { base: `ou=people,${directory.suffix}` },
        externals: { base: externalsIn(directory.suffix) },
      },
    },
    tools: {
      files: 'nextcloud',
      pads: 'nextcloud',
      polls: 'nextcloud',
      forms: 'nextcloud',
      forum: 'discourse',
      video: 'jitsi',
      list: 'mailman',
    },
    administrators: facts.administrators,
    server: {
      host: '127.0.0.1',
      port: facts.server.port,
      publicUrl: facts.server.url,
      login: {
        issuer: `${keycloakUrl}/realms/${REALM}`,
        clientId: WEB_CLIENT,
        clientSecret: secretAt('web'),
        claim: ID_CLAIM,
      },
    },
  } as const;
}
/** With every secret as the name of an environment variable. */
export type SandboxConfig = ReturnType<typeof sandboxConfig<{ readonly env: string }>>;
