import type { Run } from '../runtime/run.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { csvImport } from '../sources/csv-import.ts';
import { runSync } from '../sources/run-sync.ts';

/** `passerelle import <file>`: adds and updates the people of a spreadsheet; never removes anybody. */
export const run: Run = (session, { args: [file = ''], options }) =>
  withRuntime(session, true, async (runtime) => {
    const community =
      typeof options['community'] === 'string' ? await communityOf(runtime, options['community']) : undefined;
    const source = await csvImport(session, runtime, file, community);
    try {
      const { result, code } = await runSync(session, runtime, source, options);
      session.printJson(result);
      if (result.state === 'applied') session.print(session.say('sync.next'));
      return code;
    } finally {
      await source.source.close();
    }
  });
