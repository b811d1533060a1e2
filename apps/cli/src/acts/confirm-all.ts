import { confirmOperation, listQuestions, type Question } from '@passerelle/engine';
import type { CommunityId } from '@passerelle/model';
import { tellOperation } from '@passerelle/plan';
import { loadNames } from '../people/load-names.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { applyPlan } from '../runtime/apply-plan.ts';
import { exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Session } from '../runtime/session.ts';
import { actorOf } from '../runtime/with-runtime.ts';

/** `passerelle confirm --community <slug>`: every question about that community and its people's accounts, read as a list and answered with one yes. */
export async function confirmAll(
  session: Session,
  runtime: Runtime,
  options: Readonly<Record<string, unknown>>,
  named: readonly string[],
): Promise<number> {
  const { engine, store } = runtime;
  const { say } = session;
  const { style } = session.world.terminal;
  const communities: CommunityId[] = [];
  for (const text of named) communities.push(await communityOf(runtime, text));
  const questions = await questionsOf(runtime, communities);
  const names = await loadNames(
    store,
    questions.flatMap(({ operation: { person } }) => person ?? []),
  );
  session.print(
    questions.length === 0 ? say('confirm.none') : style.bold(say('plan.questions', { count: questions.length })),
  );
  for (const { target, operation } of questions)
    session.print(`  ${style.yellow('?')} ${target} · ${say.any(tellOperation(operation), names)}`);
  if (questions.length === 0) {
    session.printJson({ confirmed: [], applied: [] });
    return exit.ok;
  }
  session.print();
  await confirm(session, options, say('confirm.question-all', { count: questions.length }));
  const confirmed: string[] = [];
  for (const { id } of questions) if (await confirmOperation(engine, id, actorOf(session))) confirmed.push(id);
  const { rows } = await store.pool.query<{ plan: string; state: string }>(
    `select distinct p.id as plan, p.state from operation o join plan p on p.id = o.plan
       join operation c on (o.target, o.kind, o.key, o.change) = (c.target, c.kind, c.key, c.change)
      where c.id = any($1::uuid[]) and o.state = 'planned' and p.state in ('ready', 'applying')`,
    [confirmed],
  );
  const applied = [];
  for (const { plan } of rows.filter(({ state }) => state === 'applying'))
    applied.push(await applyPlan(session, runtime, plan));
  for (const one of applied) for (const line of renderApplied(one, say, style)) session.print(line);
  if (applied.length === 0) for (const { plan } of rows) session.print(say('confirm.kept', { plan: plan.slice(0, 8) }));
  session.printJson({ confirmed, applied });
  return applied.every(isDone) ? exit.ok : exit.error;
}

/** Of the communities themselves, and of whoever is or will be in them. */
async function questionsOf(
  { engine, store }: Runtime,
  communities: readonly CommunityId[],
): Promise<readonly Question[]> {
  const { rows } = await store.pool.query<{ person: string }>(
    `select distinct person::text as person from membership where recorded_until = 'infinity' and community = any($1)`,
    [communities],
  );
  const people = new Set(rows.map(({ person }) => person));
  return (await listQuestions(engine)).filter(({ operation: { person, community } }) =>
    community === null ? person !== null && people.has(person) : communities.includes(community),
  );
}
