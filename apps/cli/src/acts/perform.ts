import { previewAct, type DescribedAct } from '@passerelle/engine';
import { act } from '@passerelle/store';
import { loadNames } from '../people/load-names.ts';
import { exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';
import { actorOf } from '../runtime/with-runtime.ts';
import { propagate } from './propagate.ts';
import { readBack } from './read-back.ts';
import { renderChanges, renderStations } from './render-changes.ts';

/** `kind` is also that of its question (`act.<kind>.question`). */
export type Performance<T> = DescribedAct<T>;

/** Shows what an act will mean, asks, does it, brings it to the platforms and says what they answer. */
export async function perform<T>(
  session: Session,
  runtime: Runtime,
  options: Readonly<Record<string, unknown>>,
  { kind, params = {}, people, communities, at, work, warnings }: Performance<T>,
): Promise<number> {
  const { say } = session;
  const { style } = session.world.terminal;
  const description = { actor: actorOf(session), kind, confirmed: true, params };
  const preview = await previewAct(runtime, new Set(people), at, description, work);
  const names = await loadNames(runtime.store, people);
  const told = warnings(preview.result).map((warning) => say.any(warning, names));
  if (at > session.world.now() + 60_000) session.print(say('act.later', { date: say.date(new Date(at)) }));
  for (const line of renderStations(preview.stations, say, names, style)) session.print(line);
  session.print(
    preview.changes.length === 0
      ? say('act.means-nothing')
      : style.bold(say('act.means', { count: preview.changes.length })),
  );
  for (const line of renderChanges(preview.changes, say, names, style)) session.print(line);
  for (const warning of told) session.print(`  ${style.yellow('!')} ${warning}`);
  session.print();
  await confirm(session, options, say(`act.question`));
  await act(runtime.store, description, work);
  const { applied, done } = await propagate(session, runtime, people, communities);
  session.print();
  const back = await readBack(session, runtime, people, communities);
  session.printJson({
    act: kind,
    changes: preview.changes,
    stations: preview.stations,
    warnings: told,
    applied,
    platforms: back,
  });
  const isAsItShould = back.every(({ verdict }) => verdict === 'as-it-should' || verdict === 'unknown');
  return done && isAsItShould ? exit.ok : exit.error;
}
