import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  listDrift,
  makePlan,
  planAdoptions,
  proposeAdoptions,
  type Adoption,
  type Proposal,
  type Proposals,
} from '@passerelle/engine';
import { communityOfKey, type CommunityId } from '@passerelle/model';
import { readMatches, writeMatches } from '../adoption/match-file.ts';
import { matchInWords, reasonsInWords, renderMatches } from '../adoption/render-matches.ts';
import { loadNames } from '../people/load-names.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { applyPlan } from '../runtime/apply-plan.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { communityOf, planRequest, targetOf, textsOf } from '../runtime/plan-request.ts';
import { readPlanView } from '../runtime/read-plan-view.ts';
import type { Run } from '../runtime/run.ts';
import type { Session } from '../runtime/session.ts';
import { showPlan } from '../runtime/show-plan.ts';
import { actorOf, withRuntime } from '../runtime/with-runtime.ts';
import type { Names } from '../texts/texts.ts';

type Options = Readonly<Record<string, unknown>>;

/** `passerelle adopt [file]`: takes over folders, categories, lists and groups that were there before Passerelle, once somebody has said yes to each. */
export const run: Run = (session, { args: [file], options }) =>
  withRuntime(session, true, async (runtime) => {
    const given = file === undefined ? null : readMatches(resolve(session.world.folder, file));
    const found = await look(session, runtime, options, given);
    const names = await loadNames(runtime.store, []);
    if (given === null)
      for (const line of renderMatches(found, session.say, names, session.world.terminal.style)) session.print(line);
    if (typeof options['out'] === 'string') return write(session, found, options['out'], names);
    const chosen = given ?? (await choose(session, options, found.proposals, names));
    if (chosen === null) {
      session.printJson({ ...found, adopted: [], plan: null, next: null });
      if (found.proposals.length > 0) session.print(`\n${session.say('adopt.how')}`);
      return found.proposals.length === 0 ? exit.ok : exit.changes;
    }
    if (chosen.length === 0) {
      session.printJson({ ...found, adopted: [], plan: null, next: null });
      session.print(session.say('adopt.none-chosen'));
      return exit.ok;
    }
    return adopt(session, runtime, options, { found, chosen, names });
  });

/** Everything is read anew: what a file of yesterday says yes to may have gone since. */
async function look(
  session: Session,
  runtime: Runtime,
  options: Options,
  given: readonly Adoption[] | null,
): Promise<Proposals> {
  const named = given === null ? textsOf(options['target']) : given.map(({ target }) => target);
  const targets = [...new Set(named)].map((name) => targetOf(runtime.engine, name));
  const communities: CommunityId[] = [];
  for (const text of textsOf(options['community'])) communities.push(await communityOf(runtime, text));
  return proposeAdoptions(runtime.engine, {
    createdBy: actorOf(session),
    signal: session.world.signal,
    ...(targets.length === 0 ? {} : { targets }),
    ...(communities.length === 0 ? {} : { communities }),
  });
}

async function write(session: Session, found: Proposals, out: string, names: Names): Promise<number> {
  const { say } = session;
  const file = resolve(session.world.folder, out);
  const tell = (proposal: Proposal): readonly string[] => [
    matchInWords(proposal, say, names),
    ...reasonsInWords(proposal, say, names),
  ];
  try {
    await writeFile(file, writeMatches(found.proposals, tell, say('adopt.file-head')), { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
    throw new CliError('cli.file-unwritable', { file, reason });
  }
  session.printJson({ ...found, file });
  session.print(`\n${say('adopt.written', { file: out, count: found.proposals.length })}`);
  return exit.ok;
}

/** One question for each match; with --yes, those about which there is no doubt. Null: nobody can be asked. */
async function choose(
  session: Session,
  options: Options,
  proposals: readonly Proposal[],
  names: Names,
): Promise<readonly Adoption[] | null> {
  if (options['yes'] === true)
    return proposals.filter(({ confidence }) => confidence === 'sure').map(({ adoption }) => adoption);
  const { terminal } = session.world;
  if (!terminal.isInteractive || session.json) return null;
  const chosen: Adoption[] = [];
  for (const [index, proposal] of proposals.entries()) {
    const question = `${index + 1}/${proposals.length} · ${matchInWords(proposal, session.say, names)} ? ${session.say('confirm.hint')} `;
    const answer = await terminal.ask(question);
    if (answer === null) throw new CliError('cli.declined');
    if (/^(?:o|oui|y|yes)$/i.test(answer.trim())) chosen.push(proposal.adoption);
  }
  return chosen;
}

interface Chosen {
  readonly found: Proposals;
  readonly chosen: readonly Adoption[];
  readonly names: Names;
}

async function adopt(
  session: Session,
  runtime: Runtime,
  options: Options,
  { found, chosen, names }: Chosen,
): Promise<number> {
  const { engine } = runtime;
  const { say } = session;
  const { style } = session.world.terminal;
  session.print();
  session.print(style.bold(say('adopt.chosen', { count: chosen.length })));
  for (const adoption of chosen)
    session.print(
      `  ${adoption.target} · ${matchInWords({ adoption, community: communityOfKey(adoption.key) }, say, names)}`,
    );
  session.print(say('adopt.changes-nothing'));
  await confirm(session, options, say('act.question'));
  const plan = await planAdoptions(engine, chosen, { createdBy: actorOf(session) });
  const applied = await applyPlan(session, runtime, plan);
  for (const line of renderApplied(applied, say, style)) session.print(line);
  if (!isDone(applied)) {
    // The platform is only observed, paused, or in trouble: what was said yes to comes first when it is back.
    if (applied.left > 0)
      session.print(say('adopt.waits', { targets: [...new Set(chosen.map(({ target }) => target))].join(', ') }));
    session.printJson({ ...found, adopted: chosen, plan, applied, next: null });
    return exit.error;
  }
  const next = await showNext(session, runtime, chosen);
  session.printJson({ ...found, adopted: chosen, plan, applied, ...next });
  return exit.ok;
}

/** What Passerelle would change on what is now its own, and who was there already: shown, and done only when somebody says so. */
async function showNext(session: Session, runtime: Runtime, chosen: readonly Adoption[]) {
  const { engine } = runtime;
  const { say } = session;
  const communities = [...new Set(chosen.map(({ key }) => communityOfKey(key)))].sort();
  const targets = [...new Set(chosen.map(({ target }) => target))];
  const request = await planRequest(session, runtime, { target: targets, community: communities });
  const { id } = await makePlan(engine, request);
  const view = await readPlanView(engine, id);
  session.print();
  session.print(say('adopt.next'));
  await showPlan(session, runtime, view, true);
  if (view.document.summary.operations > 0) session.print(say('plan.how-to-apply', { plan: id.slice(0, 8) }));
  const drifts = (await listDrift(engine)).filter(
    ({ community, target }) => community !== null && communities.includes(community) && targets.includes(target),
  );
  const members = drifts.filter(({ kind, nature }) => kind === 'membership' && nature === 'unexpected');
  for (const community of communities) {
    const count = members.filter((drift) => drift.community === community).length;
    if (count > 0) session.print(say('adopt.found-members', { count, slug: community }));
  }
  return { next: view.document, drifts: drifts.length };
}
