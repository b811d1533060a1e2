import { who } from '@passerelle/engine';
import { isTool, labelOfLevel, labelOfStation, labelOfTool, tools as allTools, type Tool } from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import type { Run } from '../runtime/run.ts';
import { loadNames } from '../people/load-names.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { table } from '../terminal/table.ts';

/** `passerelle who <community> [tool]`: everybody who stands there, with what each tool gives them. */
export const run: Run = (session, { args: [where = '', what] }) =>
  withRuntime(session, false, async (runtime) => {
    const { engine, store } = runtime;
    if (what !== undefined && !isTool(what))
      throw new CliError('cli.unknown-tool', { tool: what, known: allTools.join(', ') });
    const community = await getCommunity(store, await communityOf(runtime, where));
    const entries = await who(engine, { community: community.id, ...(what === undefined ? {} : { tool: what }) });
    const names = await loadNames(
      store,
      entries.map(({ person }) => person),
    );
    session.printJson(entries.map((entry) => ({ ...entry, name: names.person(entry.person) ?? null })));
    const { say } = session;
    const { style } = session.world.terminal;
    const offered: readonly Tool[] = allTools.filter((tool) =>
      entries.some(({ levels }) => levels[tool] !== undefined),
    );
    session.print(style.bold(say('who.title', { community: community.name, count: entries.length })));
    if (community.stage === 'archived')
      session.print(`  ${style.yellow('!')} ${say('community.is-archived', { slug: community.id })}`);
    const rows = entries
      .map(({ person, stations, levels }) => [
        names.person(person) ?? person,
        stations.map((station) => labelOfStation(community, station, say.language)).join(', '),
        ...offered.map((tool) => labelOfLevel(tool, levels[tool] ?? 'none', say.language)),
      ])
      .sort(([a = ''], [b = '']) => a.localeCompare(b, say.language));
    const head = ['', '', ...offered.map((tool) => style.dim(labelOfTool(tool, say.language)))];
    for (const line of table([head, ...rows])) session.print(line);
    return exit.ok;
  });
