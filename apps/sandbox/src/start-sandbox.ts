import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { startEmbedded } from '@passerelle/store/embedded';
import { startEmpty } from './folder/reset-database.ts';
import { claimFolder, clearFolder, sweepFolder, type SandboxFolder } from './folder/sandbox-folder.ts';
import { anyFreePort, freeOrNone, portOf, readPorts, writePorts, type WantedPorts } from './folder/sandbox-ports.ts';
import { secretsIn } from './folder/sandbox-secrets.ts';
import { writeConfig } from './folder/write-config.ts';
import type { HubContent } from './hub/hub-page.ts';
import type { HubStatus } from './hub/hub-status.ts';
import { startHub } from './hub/start-hub.ts';
import { DISCOURSE_CALLS, sandboxConfig, SECRET_NAMES, SECRETS, type SecretName } from './sandbox-config.ts';
import { SandboxError } from './sandbox-error.ts';
import { exampleAdministrators, sandboxPlaces } from './sandbox-places.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import {
  JITSI_ISSUER,
  MAIL_DOMAIN,
  MAILMAN_USER,
  NEXTCLOUD_USER,
  PROVIDER_ID,
  startParts,
  writerIn,
} from './start-parts.ts';

/** Where Passerelle's own pages are, unless that port is somebody else's. */
const DEFAULT_SERVER_PORT = 8440;

/** What was started, to be stopped in the reverse order. */
class Started {
  readonly #stops: (() => Promise<void>)[] = [];
  #stopping: Promise<void> | undefined;

  add<Part extends { stop(): Promise<void> }>(part: Part): Part {
    this.#stops.push(() => part.stop());
    return part;
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stopAll());
  }

  /** Every part is stopped, whatever becomes of the others. @throws AggregateError when some could not be */
  async #stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const stop of this.#stops.toReversed()) await stop().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'parts of the sandbox could not be stopped');
  }
}

/**
 * Starts an institution on this machine: PostgreSQL, an LDAP directory, a Keycloak that is fed from it, a Nextcloud that people enter through that
 * Keycloak, a Discourse, a Jitsi, a Mailman, and a page that leads to them. Everything listens on the loopback only. A second start in the same folder continues.
 * @throws SandboxError, and EmbeddedError of the store: both say what to do, in both languages
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const ldif = await readLdif(options.directory);
  const folder = await claimFolder(options.folder, randomUUID);
  const started = new Started();
  try {
    return await startIn(folder, ldif, options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function startIn(
  folder: SandboxFolder,
  ldif: string,
  options: SandboxOptions,
  started: Started,
): Promise<Sandbox> {
  const language = options.language ?? 'fr';
  const ports = withOwn(await readPorts(folder.ports), options.ports ?? {});
  // First of all: it alone can tell that another process still holds this folder, and nothing may be removed under one.
  const postgres = started.add(await startDatabase(folder, options, await freeOrNone(ports.postgres)));
  await sweepFolder(folder);
  if (options.fresh === true) await clearFolder(folder);
  const secrets = await secretsIn(folder.secrets, randomBytes);
  const serverPort = (await freeOrNone(ports.server ?? DEFAULT_SERVER_PORT)) ?? (await anyFreePort());
  const webUrl = `http://127.0.0.1:${serverPort}`;
  const parts = await startParts({
    folder,
    ldif,
    ports,
    secrets,
    webUrl,
    language,
    options,
    add: (part) => started.add(part),
  });
  const { directory, keycloak, nextcloud, discourse, jitsi, mailman } = parts;
  let content: HubContent | null = null;
  const hub = started.add(
    await startHub({ port: ports.hub, state: () => ({ id: folder.id, content, mails: keycloak.outbox }) }),
  );
  await writePorts(folder.ports, {
    hub: portOf(hub.url),
    postgres: postgres.port,
    directory: portOf(directory.url),
    keycloak: portOf(keycloak.url),
    nextcloud: portOf(nextcloud.url),
    discourse: portOf(discourse.url),
    jitsi: portOf(jitsi.url),
    mailman: portOf(mailman.url),
    server: serverPort,
  });
  discourse.settings.discourseConnectUrl = `${webUrl}/forum/login`;
  const facts = {
    language,
    directory: {
      url: directory.url,
      suffix: directory.suffix,
      readerDn: directory.reader.dn,
      writerDn: writerIn(directory.suffix),
    },
    server: { port: serverPort, url: webUrl },
    keycloakUrl: keycloak.url,
    nextcloudUrl: nextcloud.url,
    nextcloudUser: NEXTCLOUD_USER,
    oidcProviderId: PROVIDER_ID,
    discourse: {
      url: discourse.url,
      callsPerMinute: DISCOURSE_CALLS[options.realRations === true ? 'real' : 'lifted'],
    },
    jitsi: { url: jitsi.url, domain: jitsi.domain, issuer: JITSI_ISSUER, bosh: jitsi.boshUrl },
    mailman: { url: mailman.url, user: MAILMAN_USER, domain: MAIL_DOMAIN },
    administrators: exampleAdministrators(directory),
  };
  const values: Readonly<Record<SecretName, string>> = {
    database: postgres.url,
    ldap: directory.reader.password,
    ldapGroups: secrets.directoryWriter,
    keycloak: secrets.keycloakClient,
    nextcloud: secrets.nextcloudApp,
    discourse: secrets.discourseKey,
    discourseConnect: secrets.discourseConnect,
    jitsi: secrets.jitsi,
    mailman: secrets.mailman,
    web: secrets.webClient,
  };
  const adminFile = await writeConfig(folder, facts, values, secrets.nextcloudAdmin);
  const places = await sandboxPlaces(parts, hub.url, webUrl, adminFile);
  const show = (status: HubStatus | null): void => void (content = { places, status, config: folder.config });
  show(null);
  return {
    config: sandboxConfig(facts, (name) => ({ env: SECRET_NAMES[name] })),
    secrets: Object.fromEntries(SECRETS.map((name) => [SECRET_NAMES[name], values[name]])),
    configFile: folder.config,
    places,
    setStatus: show,
    parts,
    stop: () => started.stop(),
  };
}

function startDatabase({ postgres }: SandboxFolder, { fresh, durable }: SandboxOptions, port: number | undefined) {
  const options = { folder: postgres, durable: durable ?? true, ...(port === undefined ? {} : { port }) };
  return fresh === true ? startEmpty(options) : startEmbedded(options);
}

const withOwn = (last: WantedPorts, own: WantedPorts): WantedPorts => ({
  hub: own.hub ?? last.hub,
  postgres: own.postgres ?? last.postgres,
  directory: own.directory ?? last.directory,
  keycloak: own.keycloak ?? last.keycloak,
  nextcloud: own.nextcloud ?? last.nextcloud,
  discourse: own.discourse ?? last.discourse,
  jitsi: own.jitsi ?? last.jitsi,
  mailman: own.mailman ?? last.mailman,
  server: own.server ?? last.server,
});

async function readLdif(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SandboxError(
      'no-directory',
      `L'annuaire d'exemple ${file} n'est pas lisible. Donnez un fichier LDIF.`,
      `The example directory ${file} cannot be read. Name an LDIF file.`,
      { cause },
    );
  }
}
