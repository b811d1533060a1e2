import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { EngineSource } from '@passerelle/engine';
import { sourceId } from '@passerelle/model';
import { listCommunities } from '@passerelle/store';
import { CliError } from '../runtime/cli-error.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';

/** Under this name everything that was imported by hand is kept: imports only add and update, whichever file they come from. */
const importId = sourceId('import');

/** A spreadsheet as a source for one import. Communities and own roles may be written by their names. @throws CliError */
export async function csvImport(
  session: Session,
  { store, engine }: Runtime,
  file: string,
  community: string | undefined,
): Promise<EngineSource> {
  const { folder, registry } = session.world;
  const path = isAbsolute(file) ? file : resolve(folder, file);
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError('cli.file-unreadable', { file: path, reason });
  }
  const connector = registry.sources.find(({ manifest }) => manifest.id === 'csv');
  if (connector === undefined) throw new Error('no connector reads spreadsheets');
  const communities = await listCommunities(store);
  const config = connector.manifest.config.parse({
    path,
    communities: Object.fromEntries(communities.map(({ id, name }) => [name, id])),
    roles: Object.fromEntries(communities.flatMap(({ ownRoles }) => ownRoles.map(({ role, name }) => [name, role]))),
    ...(community === undefined ? {} : { community }),
  });
  const source = connector.connect(config, {
    name: importId,
    logger: engine.logger,
    now: engine.now,
    readFile: (name) => createReadStream(name),
  });
  return {
    id: importId,
    connector: 'csv',
    manifest: connector.manifest,
    source,
    authority: 'import',
    personIdFrom: 'own',
  };
}
