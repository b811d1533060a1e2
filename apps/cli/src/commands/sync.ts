import type { Run } from '../runtime/run.ts';
import { CliError } from '../runtime/cli-error.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { runSync } from '../sources/run-sync.ts';

/** `passerelle sync <source>`: reads a source again and takes over what it says, unless the guard holds it. */
export const run: Run = (session, { args: [name = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const { sources } = runtime.engine;
    const source = [...sources.values()].find(({ id }) => id === name);
    if (source === undefined)
      throw new CliError('cli.unknown-source', { source: name, known: [...sources.keys()].join(', ') });
    const { result, code } = await runSync(session, runtime, source, options);
    session.printJson(result);
    if (result.state === 'applied') session.print(session.say('sync.next'));
    return code;
  });
