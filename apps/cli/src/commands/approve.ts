import { decideBlock, listBlocks } from '@passerelle/engine';
import type { Run } from '../runtime/run.ts';
import { administratorsOf } from '../people/administrators.ts';
import { findOne } from '../people/find-one.ts';
import { loadNames } from '../people/load-names.ts';
import { isDone, renderApplied } from '../render/render-applied.ts';
import { applyPlan } from '../runtime/apply-plan.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { idOf } from '../runtime/id-of.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle approve <block> --as <administrator>`: a named person decides on what a guard holds back. */
export const run: Run = (session, { args: [given = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { engine, store, config } = runtime;
    const { say } = session;
    const blocks = await listBlocks(engine);
    const id = idOf(
      blocks.filter((block) => block.id.startsWith(given)),
      given,
      'cli.block-unknown',
      { block: given },
    );
    const block = blocks.find((one) => one.id === id);
    if (block === undefined) throw new CliError('cli.block-unknown', { block: given });
    const { as } = session.options;
    if (as === undefined) throw new CliError('cli.as-needed');
    const actor = (await findOne(store, as)).id;
    const names = await loadNames(store, block.people);
    session.print(say.any(block.reason, names));
    for (const person of block.people) session.print(`  ${names.person(person) ?? person}`);
    session.print();
    const decision = options['refuse'] === true ? 'refused' : 'approved';
    await confirm(session, options, say(`approve.question-${decision}`, { count: block.operations }));
    const answer = await decideBlock(engine, id, {
      actor,
      administrators: await administratorsOf(store, config.administrators),
      decision,
    });
    if (!answer.done) throw new CliError(answer.reason.code, answer.reason.params);
    session.print(say(`approve.${decision}`));
    const { rows } = await store.pool.query<{ state: string }>(`select state from plan where id = $1`, [block.plan]);
    // A plan that nobody has started yet stays as it is: it is applied when it is asked for.
    if (decision === 'refused' || rows[0]?.state !== 'applying') {
      session.printJson({ block: id, decision, applied: null });
      return exit.ok;
    }
    const applied = await applyPlan(session, runtime, block.plan);
    session.printJson({ block: id, decision, applied });
    for (const line of renderApplied(applied, say, session.world.terminal.style)) session.print(line);
    return isDone(applied) ? exit.ok : exit.error;
  });
