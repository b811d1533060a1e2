import { confirmOperation, readPlan } from '@passerelle/engine';
import { tellOperation } from '@passerelle/plan';
import { confirmAll } from '../acts/confirm-all.ts';
import type { Run } from '../runtime/run.ts';
import { loadNames } from '../people/load-names.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { applyPlan } from '../runtime/apply-plan.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { idOf } from '../runtime/id-of.ts';
import { textsOf } from '../runtime/plan-request.ts';
import { actorOf, withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle confirm <operation>`, or all of a community with `--community`: a yes to exactly this, such as taking over an account that exists. */
export const run: Run = (session, { args: [given], options }) =>
  withRuntime(session, true, async (runtime) => {
    const whole = textsOf(options['community']);
    if (given === undefined && whole.length > 0) return confirmAll(session, runtime, options, whole);
    if (given === undefined)
      throw new CliError('cli.usage.missing-argument', { what: 'operation', command: 'confirm' });
    const { engine, store } = runtime;
    const { rows } = await store.pool.query<{ id: string; plan: string }>(
      `select o.id, o.plan from operation o join plan p on p.id = o.plan
        where starts_with(o.id::text, $1) and o.state = 'planned' and o.hold = 'confirm' and p.state in ('ready', 'applying') limit 2`,
      [given],
    );
    const id = idOf(rows, given, 'cli.operation-unknown', { operation: given });
    const { plan = '' } = rows[0] ?? {};
    const kept = await readPlan(engine, plan);
    const operation = kept?.document.targets.flatMap(({ operations }) => operations).find((one) => one.id === id);
    if (operation === undefined) throw new CliError('cli.operation-unknown', { operation: given });
    const names = await loadNames(store, operation.person === null ? [] : [operation.person]);
    session.print(session.say.any(tellOperation(operation), names));
    await confirm(session, options, session.say('confirm.question'));
    if (!(await confirmOperation(engine, id, actorOf(session))))
      throw new CliError('cli.operation-unknown', { operation: given });
    const { rows: going } = await store.pool.query<{ plan: string }>(
      `select o.plan from operation o join operation c on (o.target, o.kind, o.key, o.change) = (c.target, c.kind, c.key, c.change) join plan p on p.id = o.plan
        where c.id = $1 and p.state = 'applying' order by o.id = c.id desc limit 1`,
      [id],
    );
    // The same question of a plan that is under way is answered with it, and done at once.
    const under = going[0]?.plan;
    if (under === undefined) {
      session.print(session.say('confirm.kept', { plan: plan.slice(0, 8) }));
      session.printJson({ operation: id, confirmed: true, applied: null });
      return exit.ok;
    }
    const applied = await applyPlan(session, runtime, under);
    session.printJson({ operation: id, confirmed: true, applied });
    for (const line of renderApplied(applied, session.say, session.world.terminal.style)) session.print(line);
    return isDone(applied) ? exit.ok : exit.error;
  });
