import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { SandboxError } from '../sandbox-error.ts';
import { isRunning } from './is-running.ts';
import { readPorts } from './sandbox-ports.ts';

/** What lies where in a sandbox's folder. Everything here was made by the sandbox and may be removed by `fresh`. */
export interface SandboxFolder {
  readonly path: string;
  /** Random, and the sandbox's own: tells its hub from any other server on the port. */
  readonly id: string;
  readonly postgres: string;
  readonly directory: string;
  readonly keycloak: string;
  readonly nextcloud: string;
  readonly discourse: string;
  readonly mailman: string;
  readonly ports: string;
  readonly secrets: string;
  /** Folder with one file for each secret that passerelle.yaml names. */
  readonly secretFiles: string;
  readonly config: string;
  readonly note: string;
}

const MARKER = 'passerelle-sandbox.json';
const NAMES = {
  postgres: 'postgres',
  directory: 'directory.json',
  keycloak: 'keycloak.json',
  nextcloud: 'nextcloud.json',
  discourse: 'discourse.json',
  mailman: 'mailman.json',
  ports: 'ports.json',
  secrets: 'secrets.json',
  secretFiles: 'secrets',
  config: 'passerelle.yaml',
  note: 'LISEZ-MOI.md',
} as const;

const markerSchema = z.object({ kind: z.literal('passerelle-sandbox'), version: z.literal(1), id: z.string().min(1) });

/**
 * Takes a folder for a sandbox: one that does not exist yet, an empty one, or one that a sandbox has marked.
 * @throws SandboxError `not-a-sandbox` for any other folder, `already-running` when a sandbox is up in it
 */
export async function claimFolder(folder: string, newId: () => string): Promise<SandboxFolder> {
  const path = resolve(folder);
  const names = await namesIn(path);
  const marked = names.includes(MARKER);
  if (!marked && names.length > 0) throw foreign(path);
  const id = marked ? await idIn(path) : newId();
  const at = (name: keyof typeof NAMES): string => join(path, NAMES[name]);
  const places: SandboxFolder = {
    path,
    id,
    postgres: at('postgres'),
    directory: at('directory'),
    keycloak: at('keycloak'),
    nextcloud: at('nextcloud'),
    discourse: at('discourse'),
    mailman: at('mailman'),
    ports: at('ports'),
    secrets: at('secrets'),
    secretFiles: at('secretFiles'),
    config: at('config'),
    note: at('note'),
  };
  if (marked) {
    const { hub } = await readPorts(places.ports);
    if (hub !== undefined && (await isRunning(hub, id))) throw running(path, hub);
    return places;
  }
  // Passable for others: PostgreSQL, which refuses to run as root, must be able to enter. What is secret in here is closed by itself.
  await mkdir(path, { recursive: true, mode: 0o711 });
  await writeFile(join(path, MARKER), `${JSON.stringify({ kind: 'passerelle-sandbox', version: 1, id })}\n`);
  return places;
}

/** Removes what an earlier sandbox made, the database excepted: its server must let go of it first. */
export async function clearFolder(folder: SandboxFolder): Promise<void> {
  const { directory, keycloak, nextcloud, discourse, mailman, ports, secrets, secretFiles, config, note } = folder;
  for (const place of [directory, keycloak, nextcloud, discourse, mailman, ports, secrets, secretFiles, config, note]) {
    await rm(place, { recursive: true, force: true });
  }
}

/** Removes the halves of files that a killed sandbox was writing. */
export async function sweepFolder({ path }: SandboxFolder): Promise<void> {
  for (const name of await namesIn(path)) {
    if (/^(?:directory|keycloak|nextcloud|discourse|mailman|ports|secrets)\.json\.(?:new|\d+\.tmp)$/.test(name))
      await rm(join(path, name), { force: true });
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw foreign(path);
    throw error;
  }
}

async function idIn(path: string): Promise<string> {
  try {
    return markerSchema.parse(JSON.parse(await readFile(join(path, MARKER), 'utf8'))).id;
  } catch {
    throw foreign(path);
  }
}

const foreign = (path: string): SandboxError =>
  new SandboxError(
    'not-a-sandbox',
    `${path} n'est pas le dossier d'un bac à sable : il contient autre chose, et rien n'y a été touché. Donnez un dossier vide ou un dossier qui n'existe pas encore.`,
    `${path} is not a sandbox's folder: it holds something else, and nothing in it was touched. Name an empty folder, or one that does not exist yet.`,
  );

const running = (path: string, hub: number): SandboxError =>
  new SandboxError(
    'already-running',
    `Un bac à sable tourne déjà dans ${path} : ouvrez http://127.0.0.1:${hub}/, ou arrêtez-le d'abord (Ctrl-C là où il a été lancé).`,
    `A sandbox is already running in ${path}: open http://127.0.0.1:${hub}/, or stop it first (Ctrl-C where it was started).`,
  );
