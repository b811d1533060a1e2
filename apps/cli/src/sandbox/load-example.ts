import { join } from 'node:path';
import { syncSource, type EngineSource, type SyncResult } from '@passerelle/engine';
import { listCommunities, loadCommunities } from '@passerelle/store';
import { readCommunities, toolsOfCommunities } from '../exchange/read-communities.ts';
import { namesOfLoad, peopleOfLoad, renderLoad } from '../exchange/render-load.ts';
import { loadNames } from '../people/load-names.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';
import { actorOf } from '../runtime/with-runtime.ts';
import { csvImport } from '../sources/csv-import.ts';
import { renderSync } from '../sources/render-sync.ts';
import type { JobPen } from './job-pen.ts';

export interface ExampleFiles {
  readonly spreadsheet: string;
  readonly communities: string;
}
export const exampleFiles = (folder: string): ExampleFiles => ({
  spreadsheet: join(folder, 'membres-externes.csv'),
  communities: join(folder, 'communities.yaml'),
});

async function read(session: Session, { engine }: Runtime, source: EngineSource): Promise<SyncResult> {
  return syncSource(engine, source, {
    actor: actorOf(session),
    dryRun: false,
    signal: session.world.signal,
    // Whoever started the sandbox asked for exactly this.
    ...(source.authority === 'import' ? { confirm: async () => true } : {}),
  });
}

/** Whether an earlier start came to the end of the loading: the spreadsheet's memberships are its last act. */
async function isLoaded({ store }: Runtime): Promise<boolean> {
  const { rows } = await store.pool.query<{ loaded: boolean }>(
    `select exists (select from act i join act l on l.kind = 'load' and l.at < i.at where i.kind = 'import') as loaded`,
  );
  return rows[0]?.loaded === true;
}

async function show(
  session: Session,
  { store }: Runtime,
  pen: JobPen,
  source: string,
  result: SyncResult,
): Promise<void> {
  const ids = result.findings.flatMap(({ person, message }) =>
    [person, message.params['person'], message.params['other']].filter((id): id is string => typeof id === 'string'),
  );
  const names = await loadNames(store, ids);
  pen.lines(renderSync(result, source, session.say, names, session.world.terminal.style));
  pen.lines([session.say(`sync.state.${result.state}`, { source: '', count: result.people })]);
}

/**
 * Reads the directory, the spreadsheet and the file of communities into the store. The file names people of the spreadsheet, and the spreadsheet names
 * communities of the file: so at the first time the spreadsheet is read for its people, and once more for their memberships. The claims are those of
 * hands, so that whoever trains may end them; a later start loads neither again, and keeps what was changed meanwhile.
 */
export async function loadExample(session: Session, runtime: Runtime, pen: JobPen, files: ExampleFiles): Promise<void> {
  const { engine, store, config } = runtime;
  for (const source of engine.sources.values()) {
    pen.step('job.source', { source: source.id });
    await show(session, runtime, pen, source.id, await read(session, runtime, source));
  }
  if (await isLoaded(runtime)) {
    pen.step('job.kept');
    return;
  }
  const known = toolsOfCommunities(await listCommunities(store));
  const importOnce = async (): Promise<SyncResult> => {
    const source = await csvImport(session, runtime, files.spreadsheet, undefined);
    try {
      return await read(session, runtime, source);
    } finally {
      await source.source.close();
    }
  };
  if (known.size === 0) {
    pen.step('job.spreadsheet-people', { file: files.spreadsheet });
    const { counts } = await importOnce();
    pen.lines([`  ${session.say('job.people-read', { count: counts.read })}`]);
  }
  pen.step('job.communities', { file: files.communities });
  const data = readCommunities(files.communities, { known, configured: config.tools, byHand: true });
  const request = { actor: actorOf(session), at: session.world.now() };
  const preview = await loadCommunities(store, data, { ...request, dryRun: true });
  pen.lines(
    renderLoad(
      preview,
      session.say,
      namesOfLoad(preview, await loadNames(store, peopleOfLoad(preview))),
      session.world.terminal.style,
    ),
  );
  if (!preview.unchanged) await loadCommunities(store, data, { ...request, confirmed: true });
  pen.step('job.spreadsheet', { file: files.spreadsheet });
  await show(session, runtime, pen, 'import', await importOnce());
}
