import { makePlan, type Engine } from '@passerelle/engine';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Run } from '../runtime/run.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { isBlind } from '../render/render-plan.ts';
import { applyPlan, withdrawPlan } from '../runtime/apply-plan.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { idOf } from '../runtime/id-of.ts';
import { planRequest } from '../runtime/plan-request.ts';
import { readPlanView } from '../runtime/read-plan-view.ts';
import { showPlan } from '../runtime/show-plan.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

const planFile = z.object({ format: z.literal('passerelle.plan'), version: z.literal(1), id: z.uuid() });

/** `passerelle apply [plan|file]`: does what was shown, by its id. Without one, a plan is made and shown first. */
export const run: Run = (session, { args: [given], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { engine } = runtime;
    const id =
      given === undefined
        ? (await makePlan(engine, await planRequest(session, runtime, options))).id
        : await planNamed(engine, session.world.folder, given);
    const view = await readPlanView(engine, id);
    await showPlan(session, runtime, view, options['details'] === true);
    if (view.document.summary.operations === 0) {
      session.printJson({ plan: id, operations: 0 });
      return isBlind(view) ? exit.error : exit.ok;
    }
    if (view.kept.state === 'ready') {
      session.print();
      try {
        await confirm(session, options, session.say('apply.question', { count: view.document.summary.operations }));
      } catch (error) {
        // What was made for this question only is not kept waiting.
        if (given === undefined) await withdrawPlan(session, runtime, id);
        throw error;
      }
    }
    const applied = await applyPlan(session, runtime, id);
    session.printJson(applied);
    for (const line of renderApplied(applied, session.say, session.world.terminal.style)) session.print(line);
    return isDone(applied) && !isBlind(view) ? exit.ok : exit.error;
  });

/** A plan's id (its beginning is enough), or a file that `plan --out` wrote. @throws CliError */
async function planNamed(engine: Engine, folder: string, given: string): Promise<string> {
  if (/^[0-9a-f-]{4,36}$/.test(given)) {
    const { rows } = await engine.store.pool.query<{ id: string }>(
      `select id from plan where starts_with(id::text, $1) order by number desc limit 2`,
      [given],
    );
    return idOf(rows, given, 'cli.plan-unknown', { plan: given });
  }
  const file = resolve(folder, given);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError('cli.file-unreadable', { file, reason });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CliError('cli.plan-file', { file });
  }
  const parsed = planFile.safeParse(value);
  if (!parsed.success) throw new CliError('cli.plan-file', { file });
  return parsed.data.id;
}
