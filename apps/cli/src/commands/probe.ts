import { isTool, tools as allTools } from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import { findOne } from '../people/find-one.ts';
import { documentOf } from '../probe/document-of.ts';
import { probePerson } from '../probe/probe-person.ts';
import { renderProbed } from '../probe/render-probed.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Run } from '../runtime/run.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

/** `passerelle probe <person> <community> [tool]`: what the platforms give somebody now, beside what the policy says. Leaves no trace. */
export const run: Run = (session, { args: [who = '', where = '', what] }) =>
  withRuntime(session, false, async (runtime) => {
    const { engine, store } = runtime;
    if (what !== undefined && !isTool(what))
      throw new CliError('cli.unknown-tool', { tool: what, known: allTools.join(', ') });
    const person = await findOne(store, who);
    const community = await getCommunity(store, await communityOf(runtime, where));
    const probed = await probePerson(engine, {
      person: person.id,
      name: person.displayName,
      community: community.id,
      signal: session.world.signal,
      ...(what === undefined ? {} : { tool: what }),
    });
    session.printJson(documentOf(probed));
    for (const line of renderProbed(probed, { session, person, community })) session.print(line);
    const verdicts = [...probed.tools, ...probed.platforms].map(({ verdict }) => verdict);
    if (verdicts.some((verdict) => verdict !== 'as-it-should' && verdict !== 'unknown')) return exit.changes;
    return verdicts.includes('unknown') ? exit.error : exit.ok;
  });
