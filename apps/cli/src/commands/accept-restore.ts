import { acceptRestore } from '@passerelle/engine';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { targetOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle accept-restore <target> --as <person>`: a named person has looked at what a restored backup would do there. */
export const run: Run = (session, { args: [name = ''], options }) =>
  withRuntime(session, true, async ({ engine, store }) => {
    const target = targetOf(engine, name);
    const { as } = session.options;
    if (as === undefined) throw new CliError('cli.as-needed-restore');
    const actor = (await findOne(store, as)).id;
    await confirm(session, options, session.say('restore.question', { target }));
    const accepted = await acceptRestore(engine, target, `person:${actor}`);
    session.printJson({ target, accepted });
    session.print(session.say(accepted ? 'restore.accepted' : 'restore.none', { target }));
    return exit.ok;
  });
