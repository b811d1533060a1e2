import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exportCommunities } from '@passerelle/store';
import { stringify } from 'yaml';
import type { Run } from '../runtime/run.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle export [file]`: the communities as YAML (JSON with --json); `load` brings all of it back. */
export const run: Run = (session, { args: [file] }) =>
  withRuntime(session, false, async ({ store }) => {
    const exported = await exportCommunities(store);
    // Without a word about tools, a file leaves them as they are; a community that has none must say so.
    const communities = exported.communities.map((entry) =>
      entry.tools === undefined ? { ...entry, tools: {} } : entry,
    );
    const data = { ...exported, communities };
    if (file === undefined) {
      session.printJson(data);
      session.print(stringify(data, { lineWidth: 120 }).trimEnd());
      return exit.ok;
    }
    const path = resolve(session.world.folder, file);
    try {
      await writeFile(path, session.json ? `${JSON.stringify(data, null, 2)}\n` : stringify(data, { lineWidth: 120 }), {
        mode: 0o600,
      });
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
      throw new CliError('cli.file-unwritable', { file: path, reason });
    }
    session.printJson({ file: path, communities: data.communities.length });
    session.print(session.say('export.done', { file: path, count: data.communities.length }));
    return exit.ok;
  });
