import {
  acceptDrift,
  canBeSettled,
  listDrift,
  makePlan,
  putBackOf,
  scopeOf,
  status,
  type DriftView,
} from '@passerelle/engine';
import { localDateAt } from '@passerelle/model';
import { tellFinding, type PlanFinding } from '@passerelle/plan';
import { getCommunity } from '@passerelle/store';
import { propagate } from '../acts/propagate.ts';
import { acceptAll } from '../acts/accept-all.ts';
import type { Run } from '../runtime/run.ts';
import { loadNames } from '../people/load-names.ts';
import { isBlind } from '../render/render-plan.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { applyPlan } from '../runtime/apply-plan.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { idOf } from '../runtime/id-of.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { textsOf } from '../runtime/plan-request.ts';
import { readPlanView } from '../runtime/read-plan-view.ts';
import type { Session } from '../runtime/session.ts';
import { showPlan } from '../runtime/show-plan.ts';
import { actorOf, withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle drift [accept|put-back <id>]`, `drift accept --community <slug>`: what others changed on the platforms, and what becomes of it. */
export const run: Run = (session, { args: [action, given], options }) =>
  withRuntime(session, action !== undefined, async (runtime) => {
    const drifts = await listDrift(runtime.engine);
    if (action === undefined) return show(session, runtime, drifts);
    if (action !== 'accept' && action !== 'put-back')
      throw new CliError('cli.usage.invalid', { what: action, command: 'drift' });
    const whole = textsOf(options['community']);
    if (action === 'accept' && given === undefined && whole.length > 0)
      return acceptAll(session, runtime, options, whole);
    if (given === undefined) throw new CliError('cli.usage.missing-argument', { what: 'id', command: 'drift' });
    const id = idOf(
      drifts.filter((drift) => drift.id.startsWith(given)),
      given,
      'cli.drift-unknown',
      { drift: given },
    );
    const drift = drifts.find((one) => one.id === id);
    if (drift === undefined) throw new CliError('cli.drift-unknown', { drift: given });
    await tellOne(session, runtime, drift);
    if (!isSettled(drift)) throw new CliError('cli.drift-not-a-membership');
    await confirm(session, options, session.say(`drift.question-${action}`));
    return action === 'accept' ? accept(session, runtime, drift) : putBack(session, runtime, drift);
  });

const findingOf = ({ kind, nature, key, community, person, detail }: DriftView): PlanFinding => ({
  kind: 'drift',
  nature,
  resource: kind as 'membership',
  key,
  community,
  person,
  detail,
});

async function tellOne(session: Session, { store }: Runtime, drift: DriftView): Promise<void> {
  const names = await loadNames(store, drift.person === null ? [] : [drift.person]);
  session.print(session.say.any(tellFinding(findingOf(drift)), names));
}

/** What a person settles; the rest is put right by the next plan. */
const isSettled = canBeSettled;

async function show(session: Session, { engine, store }: Runtime, drifts: readonly DriftView[]): Promise<number> {
  const { say } = session;
  const { style } = session.world.terminal;
  session.printJson(drifts);
  const names = await loadNames(
    store,
    drifts.flatMap(({ person }) => person ?? []),
  );
  session.print(
    drifts.length === 0 ? style.green(say('drift.none')) : style.bold(say('drift.title', { count: drifts.length })),
  );
  for (const drift of drifts) {
    session.print(`  ${drift.id.slice(0, 8)}  ${drift.target} · ${say.any(tellFinding(findingOf(drift)), names)}`);
    session.print(style.dim(`            ${say('drift.since', { date: say.date(drift.firstSeen) })}`));
  }
  if (drifts.some(isSettled)) session.print(say('drift.how'));
  const rest = drifts.filter((drift) => !isSettled(drift));
  if (rest.some(({ nature }) => nature !== 'unexpected')) session.print(say('drift.how-rest'));
  // What somebody else gave to a group of ours is theirs to take away.
  if (rest.some(({ nature }) => nature === 'unexpected')) session.print(say('drift.how-unexpected'));
  const { targets } = await status(engine);
  for (const { target, lastRead } of targets)
    session.print(
      style.dim(
        `  ${target} : ${lastRead === null ? say('status.never-read') : say('status.read', { date: say.date(lastRead) })}`,
      ),
    );
  session.print(style.dim(say('drift.read-again')));
  return drifts.length === 0 ? exit.ok : exit.changes;
}

async function accept(session: Session, runtime: Runtime, drift: DriftView): Promise<number> {
  const { engine, store } = runtime;
  if (drift.community === null) throw new CliError('cli.drift-not-a-membership');
  const { zone } = await getCommunity(store, drift.community);
  const settled = await acceptDrift(engine, drift.id, {
    actor: actorOf(session),
    today: localDateAt(session.world.now(), zone),
  });
  if (!settled.done) {
    const codes = {
      unknown: 'cli.drift-unknown',
      'not-a-membership': 'cli.drift-not-a-membership',
      stranger: 'cli.drift-stranger',
      'no-level': 'cli.drift-no-level',
    } as const;
    throw new CliError(codes[settled.because], { drift: drift.id.slice(0, 8) });
  }
  const { applied, done } = await propagate(session, runtime, drift.person === null ? [] : [drift.person], [
    drift.community,
  ]);
  session.printJson({ drift: drift.id, accepted: true, applied });
  session.print(session.say('drift.accepted'));
  return done ? exit.ok : exit.error;
}

async function putBack(session: Session, runtime: Runtime, drift: DriftView): Promise<number> {
  const { engine } = runtime;
  const place = await putBackOf(engine, drift.id);
  if (place === null || place.community === null) throw new CliError('cli.drift-not-a-membership');
  const { id } = await makePlan(engine, {
    createdBy: actorOf(session),
    extent: 'targeted',
    targets: [place.target],
    scope: scopeOf([place.community], drift.person === null ? [] : [drift.person]),
    observe: 'never',
    putBack: new Map([[place.target, [place]]]),
    signal: session.world.signal,
  });
  const view = await readPlanView(engine, id);
  await showPlan(session, runtime, view, true);
  // Somebody else was faster: there is nothing left to take out.
  if (view.document.summary.operations === 0) {
    session.printJson({ drift: drift.id, putBack: true, applied: null });
    return isBlind(view) ? exit.error : exit.ok;
  }
  const applied = await applyPlan(session, runtime, id);
  session.printJson({ drift: drift.id, putBack: true, applied });
  for (const line of renderApplied(applied, session.say, session.world.terminal.style)) session.print(line);
  return isDone(applied) ? exit.ok : exit.error;
}
