import { tellOperation } from '@passerelle/plan';
import { listBlocks, listPlans, listQuestions, status, type TargetStatus } from '@passerelle/engine';
import type { Run } from '../runtime/run.ts';
import { loadNames } from '../people/load-names.ts';
import { exit } from '../runtime/cli-error.ts';
import type { Session } from '../runtime/session.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { table } from '../terminal/table.ts';

const standingOf = ({ standing }: TargetStatus): string => (standing.may === 'write' ? 'active' : standing.why);

/** `passerelle status`: how things are as the store knows them; nothing is asked of the platforms. */
export const run: Run = (session) =>
  withRuntime(session, false, async ({ engine, store }) => {
    const state = await status(engine);
    const plans = await listPlans(engine, 5);
    const blocks = await listBlocks(engine);
    const questions = await listQuestions(engine);
    const names = await loadNames(store, [
      ...blocks.flatMap(({ people }) => people),
      ...questions.flatMap(({ operation }) => operation.person ?? []),
    ]);
    session.printJson({ ...state, plans, waitingBlocks: blocks, waitingQuestions: questions });
    const { say, print } = session;
    const { style } = session.world.terminal;
    print(style.bold(say('status.known')));
    const people = Object.values(state.people).reduce((sum, count) => sum + count, 0);
    print(
      `  ${say('status.counts', { people: say.number(people), communities: say.number(state.communities), memberships: say.number(state.memberships) })}${state.archived > 0 ? ` (${say('status.archived', { count: state.archived })})` : ''}`,
    );
    heading(session, 'status.targets', table(state.targets.map((target) => targetRow(session, target))));
    heading(
      session,
      'status.sources',
      table(
        state.sources.map(({ source, lastRun, state: last, people: count }) => [
          source,
          say('status.source-people', { count, shown: say.number(count) }),
          lastRun === null ? say('status.never') : say.date(lastRun),
          last === null ? '' : say(`run.${last}`),
        ]),
      ),
    );
    heading(
      session,
      'status.plans',
      table(
        plans.map(({ id, number, state: of, createdAt, operations, failed }) => [
          String(number),
          id.slice(0, 8),
          say(`plan-state.${of}`),
          say('plan.operations', { count: operations, shown: say.number(operations) }),
          failed > 0 ? style.red(say('progress.failed', { count: failed })) : '',
          style.dim(say.date(createdAt)),
        ]),
      ),
    );
    heading(
      session,
      'status.workers',
      table(state.workers.map(({ host, pid, heartbeatAt }) => [host, String(pid), style.dim(say.date(heartbeatAt))])),
    );
    const waiting = [
      ...blocks.flatMap(({ id, reason }) => [
        `  ${style.yellow('!')} ${say.any(reason, names)}`,
        style.dim(`      → passerelle approve ${id.slice(0, 8)} --as …`),
      ]),
      ...questions.flatMap(({ id, target, operation }) => [
        `  ${style.yellow('?')} ${target} · ${say.any(tellOperation(operation), names)}`,
        style.dim(`      → passerelle confirm ${id.slice(0, 8)}`),
      ]),
      ...(state.unplannedChanges > 0 ? [`  · ${say('status.unplanned', { count: state.unplannedChanges })}`] : []),
      ...state.notices.map(({ text, at }) => `  ${style.yellow('!')} ${say.any(text)} ${style.dim(say.date(at))}`),
    ];
    heading(session, 'status.waiting', waiting);
    return exit.ok;
  });

function heading({ print, say, world }: Session, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  print();
  print(world.terminal.style.bold(say(title)));
  for (const line of lines) print(line);
}

function readingOf({ lastRead, lastReadState }: TargetStatus, say: Session['say']): string {
  if (lastRead === null) return say('status.never-read');
  const date = say.date(lastRead);
  if (lastReadState === 'complete') return say('status.read', { date });
  return lastReadState === 'partial' ? say('status.read-partial', { date }) : say('status.read-failed', { date });
}

function targetRow({ say, world }: Session, target: TargetStatus): readonly string[] {
  const { style } = world.terminal;
  const standing = standingOf(target);
  const text = say(`standing.${standing}`);
  return [
    target.target,
    standing === 'active' ? style.green(text) : style.yellow(text),
    readingOf(target, say),
    Object.entries(target.operations)
      .map(([state, count]) => `${say(`operation-state.${state}`)} ${say.number(count)}`)
      .join(', '),
    target.openDrift > 0 ? style.yellow(say('status.drift', { count: target.openDrift })) : '',
    target.quarantine === null
      ? ''
      : say.any({
          code: `error.${target.quarantine.code}`,
          params: { request: target.quarantine.request, detail: target.quarantine.detail },
        }),
  ];
}
