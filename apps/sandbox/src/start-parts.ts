import { directoryPort, parseLdif, startDirectory, type Directory } from './directory/index.ts';
import { startDiscourse, type DiscourseStandIn } from './discourse/index.ts';
import type { SandboxFolder } from './folder/sandbox-folder.ts';
import type { WantedPorts } from './folder/sandbox-ports.ts';
import type { SandboxSecrets } from './folder/sandbox-secrets.ts';
import type { HttpMiddleware } from './http-host.ts';
import { ID_CLAIM, NEXTCLOUD_CLIENT } from './institution/set-up-clients.ts';
import { setUpInstitution } from './institution/set-up-institution.ts';
import { REALM } from './institution/set-up-realm.ts';
import { startJitsi, type JitsiStandIn } from './jitsi/index.ts';
import { startKeycloak, type Keycloak } from './keycloak/index.ts';
import { startMailman, type MailmanStandIn } from './mailman/index.ts';
import { startNextcloud, type NextcloudStandIn } from './nextcloud/index.ts';
import { branchIn, DISCOURSE_CALLS, externalsIn } from './sandbox-config.ts';
import type { SandboxOptions } from './sandbox.ts';
import { SandboxError } from './sandbox-error.ts';
import type { StandIn } from './stand-in.ts';

export interface SandboxParts {
  readonly directory: Directory;
  readonly keycloak: Keycloak;
  readonly nextcloud: NextcloudStandIn;
  readonly discourse: DiscourseStandIn;
  readonly jitsi: JitsiStandIn;
  readonly mailman: MailmanStandIn;
}

export interface PartsToStart {
  readonly folder: SandboxFolder;
  readonly ldif: string;
  readonly ports: WantedPorts;
  readonly secrets: SandboxSecrets;
  /** Where Passerelle's own pages will be. */
  readonly webUrl: string;
  readonly language: 'fr' | 'en';
  readonly options: Pick<SandboxOptions, 'latency' | 'faults' | 'realRations'>;
  /** Told of each part as soon as it runs, so that it is stopped if a later one fails. */
  readonly add: <Part extends StandIn>(part: Part) => Part;
}

/** Number of the login provider in Nextcloud's user_oidc. */
export const PROVIDER_ID = 1;
export const NEXTCLOUD_USER = 'passerelle';
export const NEXTCLOUD_ADMIN = 'admin';
const KEYCLOAK_ADMIN = 'admin';
/** `iss` of the tokens that open Jitsi's rooms. */
export const JITSI_ISSUER = 'passerelle';
/** `admin_user` of Mailman's REST interface, as its package sets it. */
export const MAILMAN_USER = 'restadmin';
/** Domain of the lists' addresses. */
export const MAIL_DOMAIN = 'listes.example.org';

/** Starts the stand-ins and makes one institution of them. */
export async function startParts(given: PartsToStart): Promise<SandboxParts> {
  const { folder, ports, secrets, language, options, add } = given;
  const latency = options.latency ?? 'none';
  const { faults } = options;
  let live = false;
  const middleware: HttpMiddleware = (exchange, next) =>
    live && faults !== undefined ? faults.middleware(exchange, next) : next();
  const directory = add(await startTheDirectory(given));
  const keycloak = add(
    await startKeycloak({
      admin: { username: KEYCLOAK_ADMIN, password: secrets.keycloakAdmin },
      directory: directoryPort(directory),
      persist: folder.keycloak,
      port: ports.keycloak ?? 0,
      latency,
      middleware,
    }),
  );
  const nextcloud = add(
    await startNextcloud({
      admin: { login: NEXTCLOUD_ADMIN, password: secrets.nextcloudAdmin },
      // An administrator: making accounts before their first login is refused to everybody else (facts/nextcloud.md §2, user_oidc).
      serviceAccount: { login: NEXTCLOUD_USER, appPassword: secrets.nextcloudApp, rights: 'admin' },
      oidc: {
        providerId: PROVIDER_ID,
        issuer: `${keycloak.url}/realms/${REALM}`,
        clientId: NEXTCLOUD_CLIENT,
        clientSecret: secrets.nextcloudClient,
        uidClaim: ID_CLAIM,
        uniqueUid: false,
        // Who has an account is decided by Passerelle and not by a first login (facts/nextcloud.md §10).
        autoProvision: false,
        softAutoProvision: true,
        label: 'Keycloak',
      },
      language,
      port: ports.nextcloud,
      stateFile: folder.nextcloud,
      latency,
      middleware,
    }),
  );
  // As the documentation for administrators asks: otherwise 50 profile edits take ten minutes, and a mistyped password shuts everybody out.
  nextcloud.settings.allowListed = true;
  const discourse = add(await startTheDiscourse(given, middleware));
  const jitsi = add(
    await startJitsi({
      key: { with: 'secret', secret: secrets.jitsi },
      issuers: [JITSI_ISSUER],
      language,
      port: ports.jitsi,
      middleware,
    }),
  );
  const mailman = add(
    await startMailman({
      credentials: { user: MAILMAN_USER, password: secrets.mailman },
      domains: [MAIL_DOMAIN],
      siteOwner: 'postmaster@listes.example.org',
      language,
      port: ports.mailman,
      stateFile: folder.mailman,
      latency,
      middleware,
    }),
  );
  await setUpInstitution(
    {
      keycloak: { url: keycloak.url, username: KEYCLOAK_ADMIN, password: secrets.keycloakAdmin },
      directory: { url: directory.url, suffix: directory.suffix, reader: directory.reader },
      nextcloud: nextcloudAddresses(nextcloud),
      serviceSecret: secrets.keycloakClient,
      nextcloudSecret: secrets.nextcloudClient,
      web: { url: given.webUrl, secret: secrets.webClient },
      language,
    },
    Date.now,
  );
  live = true;
  return { directory, keycloak, nextcloud, discourse, jitsi, mailman };
}

async function startTheDirectory({ folder, ldif, ports, secrets }: PartsToStart): Promise<Directory> {
  const suffix = parseLdif(ldif)[0]?.dn;
  if (suffix === undefined) {
    throw new SandboxError(
      'no-directory',
      "L'annuaire d'exemple est vide. Donnez un fichier LDIF dont la première entrée est le sommet de l'annuaire.",
      'The example directory is empty. Name an LDIF file whose first entry is the top of the directory.',
    );
  }
  const directory = await startDirectory({
    ldif,
    suffix,
    reader: { dn: `cn=reader,${suffix}`, password: secrets.directoryReader },
    manager: { dn: `cn=admin,${suffix}`, password: secrets.directoryManager },
    writer: { dn: writerIn(suffix), password: secrets.directoryWriter, branches: [branchIn(suffix)] },
    port: ports.directory ?? 0,
    persist: folder.directory,
  });
  makeBranch(directory);
  return directory;
}

/** The account that may write the branch of the communities' groups. */
export const writerIn = (suffix: string): string => `cn=passerelle,${suffix}`;

/** As an administrator of the directory does once. */
function makeBranch({ tree, suffix, manager }: Directory): void {
  for (const dn of [branchIn(suffix), externalsIn(suffix)]) {
    if (tree.get(dn) !== undefined) continue;
    const classes = { name: 'objectClass', values: ['organizationalUnit'] };
    tree.add(dn, [classes], manager.dn);
  }
}

/** Set up as the documentation for administrators asks. */
function startTheDiscourse({ folder, ports, secrets, options }: PartsToStart, middleware: HttpMiddleware) {
  return startDiscourse({
    admin: { username: 'admin', email: 'admin@forum.example' },
    apiKeys: [{ key: secrets.discourseKey, description: 'Passerelle' }],
    settings: {
      title: 'Forum',
      enableDiscourseConnect: true,
      discourseConnectSecret: secrets.discourseConnect,
      authOverridesEmail: true,
      authOverridesName: true,
      enableCategoryGroupModeration: true,
      purgeUnactivatedUsersGracePeriodDays: 0,
    },
    limits: { adminApiPerMinute: DISCOURSE_CALLS[options.realRations === true ? 'real' : 'lifted'] },
    port: ports.discourse,
    stateFile: folder.discourse,
    latency: options.latency ?? 'none',
    middleware,
  });
}

/** Under both names of the loopback, since Nextcloud sends people back to the name that they came by. */
function nextcloudAddresses({ url, oidcRedirectUri }: NextcloudStandIn) {
  const both = (address: string): readonly string[] => [address, address.replace('//127.0.0.1:', '//localhost:')];
  return { code: both(oidcRedirectUri), home: both(`${url}/`) };
}
