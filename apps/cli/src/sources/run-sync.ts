import { syncSource, type EngineSource, type SyncPreview, type SyncResult } from '@passerelle/engine';
import { loadNames } from '../people/load-names.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';
import { actorOf } from '../runtime/with-runtime.ts';
import { remedyOf } from '../render/remedy-of.ts';
import { renderSync } from './render-sync.ts';

async function show(
  session: Session,
  { store }: Runtime,
  { id: source }: EngineSource,
  preview: SyncPreview,
): Promise<void> {
  const people = preview.findings.flatMap(({ person, message }) =>
    [person, message.params['person'], message.params['other']].filter((id): id is string => typeof id === 'string'),
  );
  const names = await loadNames(store, people);
  for (const line of renderSync(preview, source, session.say, names, session.world.terminal.style)) session.print(line);
}

/** Reads a source, shows what it found, asks, and takes it over. */
export async function runSync(
  session: Session,
  runtime: Runtime,
  source: EngineSource,
  options: Readonly<Record<string, unknown>>,
): Promise<{ readonly result: SyncResult; readonly code: number }> {
  const asked: { wasShown: boolean; declined: CliError | null } = { wasShown: false, declined: null };
  const result = await syncSource(runtime.engine, source, {
    actor: actorOf(session),
    dryRun: options['dryRun'] === true,
    signal: session.world.signal,
    approve: options['approve'] === true,
    full: options['full'] === true,
    confirm: async (preview) => {
      asked.wasShown = true;
      await show(session, runtime, source, preview);
      const { news } = preview;
      if (news === 0) return true;
      session.print();
      try {
        await confirm(session, options, session.say('sync.question', { count: news }));
        return true;
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        asked.declined = error;
        return false;
      }
    },
  });
  if (!asked.wasShown) await show(session, runtime, source, result);
  session.print();
  if (result.error !== null) {
    session.print(
      session.say.any({
        code: `error.${result.error.code}`,
        params: { request: source.id, detail: result.error.detail },
      }),
    );
    const remedy = remedyOf(result.error.code, session.say);
    if (remedy !== null) session.print(`  → ${remedy}`);
  }
  const isNoNews = result.state === 'dry-run' && result.news === 0;
  session.print(
    session.say(`sync.state.${isNoNews ? 'unchanged' : result.state}`, { source: source.id, count: result.people }),
  );
  if (asked.declined !== null) throw asked.declined;
  return { result, code: ['blocked', 'failed', 'partial'].includes(result.state) ? exit.error : exit.ok };
}
