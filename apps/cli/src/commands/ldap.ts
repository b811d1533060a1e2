import { sourceCall } from '@passerelle/engine';
import { listCommunities } from '@passerelle/store';
import type { Run } from '../runtime/run.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { canExplain } from '../sources/explaining-source.ts';
import { explanationDocument } from '../sources/explanation-document.ts';
import { explanationSchema } from '../sources/explanation.ts';
import { renderExplanation } from '../sources/render-explanation.ts';

/** `passerelle ldap explain <dn>`: what a synchronisation would make of one entry of the directory. 1 when it would make no person of it. */
export const run: Run = (session, { args: [action = '', dn = ''], options }) =>
  withRuntime(session, true, async ({ engine, store }) => {
    const { say, world } = session;
    if (action !== 'explain') throw new CliError('cli.ldap-action', { action });
    const directories = [...engine.sources.values()].flatMap(({ id, source }) =>
      canExplain(source) ? [{ id, source }] : [],
    );
    const known = directories.map(({ id }) => id).join(', ');
    const named = typeof options['source'] === 'string' ? options['source'] : undefined;
    const [directory, another] = directories.filter(({ id }) => named === undefined || id === named);
    if (directory === undefined) throw new CliError('cli.ldap-source', { source: named ?? '–', known });
    if (another !== undefined) throw new CliError('cli.ldap-which', { known });
    const explanation = explanationSchema.parse(await directory.source.explain(dn, sourceCall(world.signal)));
    const communities = new Map((await listCommunities(store)).map((one): [string, typeof one] => [one.id, one]));
    const names = { person: () => undefined, community: (id: string) => communities.get(id) };
    for (const line of renderExplanation(explanation, say, names, world.terminal.style)) session.print(line);
    session.printJson({ source: directory.id, ...explanationDocument(explanation, say) });
    const isRead = explanation.kind === 'explained' && explanation.entry.verdict === 'record';
    return isRead && explanation.outside.length === 0 ? exit.ok : exit.error;
  });
