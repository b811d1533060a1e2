import { previewAct, type Preview } from '@passerelle/engine';
import type { CommunityId, PersonId } from '@passerelle/model';
import { act, type ActTx } from '@passerelle/store';
import { exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import type { Session } from '../runtime/session.ts';
import { actorOf } from '../runtime/with-runtime.ts';
import { propagate } from './propagate.ts';
import { readBack } from './read-back.ts';

export interface CommunityPerformance<T> {
  /** `stage`, `policy`: the act's kind in the audit. */
  readonly kind: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The community, and others that go with it. */
  readonly communities: readonly CommunityId[];
  readonly work: (tx: ActTx) => Promise<T>;
  /** What it means, in words: one line for a kind of change, never one for a person. */
  readonly words: (preview: Preview<T>) => readonly string[];
  readonly warnings: (preview: Preview<T>) => readonly string[];
}

/**
 * The same way as an act about a person (`perform`), for one about a whole community: what it means is counted, not listed; and what the platforms say
 * afterwards is read back for one person of each standing, since what is granted is granted to standings.
 */
export async function performForCommunity<T>(
  session: Session,
  runtime: Runtime,
  options: Readonly<Record<string, unknown>>,
  { kind, params = {}, communities, work, words, warnings }: CommunityPerformance<T>,
): Promise<number> {
  const { say } = session;
  const { style } = session.world.terminal;
  const at = session.world.now();
  const description = { actor: actorOf(session), kind, confirmed: true, params };
  const preview = await previewAct(runtime, 'everybody', at, description, work, communities);
  const means = words(preview);
  const told = warnings(preview);
  session.print(means.length === 0 ? say('act.means-nothing') : style.bold(say('act.means-in-words')));
  for (const line of means) session.print(`  ${line}`);
  for (const warning of told) session.print(`  ${style.yellow('!')} ${warning}`);
  session.print();
  await confirm(session, options, say('act.question'));
  await act(runtime.store, description, work);
  const { applied, done } = await propagate(session, runtime, [], communities);
  session.print();
  const moved = new Set(preview.changes.map(({ tool }) => tool));
  const witnesses = witnessesOf(preview);
  const back = [];
  for (const community of communities) {
    const people = witnesses.get(community) ?? [];
    back.push(...(await readBack(session, runtime, people, [community], (tool) => moved.has(tool))));
  }
  session.printJson({ act: kind, means, changes: preview.changes, warnings: told, applied, platforms: back });
  const isAsItShould = back.every(({ verdict }) => verdict === 'as-it-should' || verdict === 'unknown');
  return done && isAsItShould ? exit.ok : exit.error;
}

/** One person for each way of standing in each community, among those whose access changes. */
function witnessesOf({ before, changes }: Preview<unknown>): ReadonlyMap<CommunityId, readonly PersonId[]> {
  const seen = new Set<string>();
  const witnesses = new Map<CommunityId, PersonId[]>();
  for (const { person, community } of changes) {
    const standing = `${community} ${(before.stations.get(`${person}/${community}`) ?? []).join(' ')}`;
    if (seen.has(standing)) continue;
    seen.add(standing);
    witnesses.set(community, [...(witnesses.get(community) ?? []), person]);
  }
  return witnesses;
}
