import type { Preview } from '@passerelle/engine';
import {
  cellMoveInWords,
  labelOfTool,
  levelOf,
  offers,
  stationsOf,
  tools as allTools,
  type Community,
  type Level,
  type Station,
  type Tool,
} from '@passerelle/model';
import { getCommunity, getInstanceAccess, setPolicyCell } from '@passerelle/store';
import { performForCommunity } from '../acts/perform-for-community.ts';
import { levelNamed, stationOf, toolNamed } from '../acts/policy-words.ts';
import { loadNames } from '../people/load-names.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import type { Runtime } from '../runtime/open-runtime.ts';
import { renderPolicy } from '../render/render-policy.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Run } from '../runtime/run.ts';
import type { Session } from '../runtime/session.ts';
import { withRuntime } from '../runtime/with-runtime.ts';

const actions = ['show', 'set', 'unset'] as const;

/** `passerelle policy show|set|unset <community> [station] [tool] [level]`: the access policy of a community, cell by cell. */
export const run: Run = (session, { args: [given = '', where = '', who, what, level], options }) => {
  const action = actions.find((known) => known === given);
  if (action === undefined) throw new CliError('cli.usage.invalid', { what: given, command: 'policy' });
  return withRuntime(session, action !== 'show', async (runtime) => {
    const community = await getCommunity(runtime.store, await communityOf(runtime, where));
    if (action === 'show') return show(session, runtime, community);
    const station = stationOf(community, needed(who, 'station'));
    const tool = toolNamed(needed(what, 'tool'));
    const to = action === 'set' ? levelNamed(tool, needed(level, 'level')) : null;
    return change(session, runtime, options, { community, station, tool, level: to });
  });
};

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new CliError('cli.usage.missing-argument', { what, command: 'policy' });
  return value;
}

interface Asked {
  readonly community: Community;
  readonly station: Station;
  readonly tool: Tool;
  readonly level: Level | null;
}

async function change(
  session: Session,
  runtime: Runtime,
  options: Readonly<Record<string, unknown>>,
  { community, station, tool, level }: Asked,
): Promise<number> {
  const { say } = session;
  const { store } = runtime;
  const instance = await getInstanceAccess(store);
  const names = await loadNames(store, []);
  const before = levelOf({ instance, community }, station, tool);
  let after = before;
  return performForCommunity(session, runtime, options, {
    kind: 'policy',
    params: { station, tool, level },
    communities: [community.id],
    work: async (tx) => {
      const { outcome, warnings } = await setPolicyCell(tx, { community: community.id, station, tool, level });
      after = levelOf({ instance, community: await getCommunity(tx, community.id) }, station, tool);
      return { outcome, warnings };
    },
    words: (preview) =>
      after.level === before.level
        ? []
        : cellMoveInWords(
            { station, tool, before: before.level, after: after.level, ...countsOf(preview, station, tool) },
            community,
            say.language,
          ),
    warnings: ({ result: { warnings } }) => [
      ...(offers(community, tool) ? [] : [say('policy.not-offered', { tool: labelOfTool(tool, say.language) })]),
      ...(after.beforeArchive === null ? [] : [say('policy.when-reopened')]),
      ...warnings.map(({ message }) => say.any(message, names)),
    ],
  });
}

/** Whose access moves, and who else stands in the station. */
function countsOf({ changes, before }: Preview<unknown>, station: Station, tool: Tool) {
  const people = changes.filter((change) => change.tool === tool).length;
  const standing = [...before.stations.values()].filter((held) => held.includes(station)).length;
  return { people, others: standing - people };
}

/** The grid: what every station gives in every tool, and which table says so. */
async function show(session: Session, { store }: Runtime, community: Community): Promise<number> {
  const { say } = session;
  const { style, width } = session.world.terminal;
  const instance = await getInstanceAccess(store);
  const rows = stationsOf(community).map((station) => ({
    station,
    cells: allTools.map((tool) => ({ tool, answer: levelOf({ instance, community }, station, tool) })),
  }));
  session.printJson({
    community: community.id,
    stage: community.stage,
    offered: allTools.filter((tool) => offers(community, tool)),
    cells: Object.fromEntries(
      rows.map(({ station, cells }) => [station, Object.fromEntries(cells.map(({ tool, answer }) => [tool, answer]))]),
    ),
  });
  for (const line of renderPolicy({ community, rows }, say, style, width)) session.print(line);
  return exit.ok;
}
