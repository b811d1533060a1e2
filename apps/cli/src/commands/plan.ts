import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makePlan } from '@passerelle/engine';
import type { Run } from '../runtime/run.ts';
import { exitCodeOf } from '../render/render-plan.ts';
import { CliError } from '../runtime/cli-error.ts';
import { planRequest } from '../runtime/plan-request.ts';
import { readPlanView } from '../runtime/read-plan-view.ts';
import { showPlan } from '../runtime/show-plan.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle plan`: what would have to change. Exit code as Terraform's -detailed-exitcode; 1 too when a platform could not be looked at. */
export const run: Run = (session, { options }) =>
  withRuntime(session, true, async (runtime) => {
    const { id } = await makePlan(runtime.engine, await planRequest(session, runtime, options));
    const view = await readPlanView(runtime.engine, id);
    const { out } = options;
    if (typeof out === 'string')
      await write(resolve(session.world.folder, out), `${JSON.stringify(view.document, null, 2)}\n`);
    session.printJson({ ...view.document, blocks: view.blocks, targetStates: view.targets });
    await showPlan(session, runtime, view, options['details'] === true);
    if (view.document.summary.operations > 0) {
      session.print();
      session.print(session.say('plan.how-to-apply', { plan: typeof out === 'string' ? out : id.slice(0, 8) }));
    }
    return exitCodeOf(view);
  });

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
    throw new CliError('cli.file-unwritable', { file, reason });
  }
}
