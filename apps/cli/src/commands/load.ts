import { resolve } from 'node:path';
import { listCommunities, loadCommunities } from '@passerelle/store';
import type { Run } from '../runtime/run.ts';
import { readCommunities, toolsOfCommunities } from '../exchange/read-communities.ts';
import { namesOfLoad, peopleOfLoad, renderLoad } from '../exchange/render-load.ts';
import { loadNames } from '../people/load-names.ts';
import { exit } from '../runtime/cli-error.ts';
import { confirm } from '../runtime/confirm.ts';
import { actorOf, withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle load <file>`: makes the communities what a file says, after showing what that means. */
export const run: Run = (session, { args: [file = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { store, config } = runtime;
    const known = toolsOfCommunities(await listCommunities(store));
    const data = readCommunities(resolve(session.world.folder, file), {
      known,
      configured: config.tools,
      byHand: options['byHand'] === true,
    });
    const request = { actor: actorOf(session), at: session.world.now() };
    const preview = await loadCommunities(store, data, { ...request, dryRun: true });
    const names = namesOfLoad(preview, await loadNames(store, peopleOfLoad(preview)));
    for (const line of renderLoad(preview, session.say, names, session.world.terminal.style)) session.print(line);
    const writes = options['dryRun'] !== true && !preview.unchanged;
    if (writes) {
      session.print();
      await confirm(session, options, session.say('load.question'));
      await loadCommunities(store, data, { ...request, confirmed: true });
      session.print(session.say('load.done'));
    }
    session.printJson({
      written: writes,
      plan: preview.plan,
      warnings: preview.warnings.map(({ message }) => session.say.any(message, names)),
    });
    return exit.ok;
  });
