import { why, type WhyLink, type WhyTool } from '@passerelle/engine';
import {
  dateInWords,
  isLevelOf,
  isTool,
  labelOfLevel,
  labelOfStation,
  labelOfTool,
  reasonMessage,
  sayInWords,
  tools as allTools,
  type Message,
  type Station,
  type Tool,
} from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import type { Run } from '../runtime/run.ts';
import { findOne } from '../people/find-one.ts';
import { loadNames } from '../people/load-names.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Session } from '../runtime/session.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import type { Names, Speaker } from '../texts/texts.ts';

const signs: Readonly<Record<WhyLink['state'], string>> = { holds: '✓', broken: '✗', unknown: '?' };
const colours = { holds: 'green', broken: 'red', unknown: 'yellow' } as const;

/** `passerelle why <person> <community> [tool]`: the whole chain, down to what the platform was last seen to say. */
export const run: Run = (session, { args: [who = '', where = '', what] }) =>
  withRuntime(session, false, async (runtime) => {
    const { engine, store } = runtime;
    if (what !== undefined && !isTool(what))
      throw new CliError('cli.unknown-tool', { tool: what, known: allTools.join(', ') });
    const person = await findOne(store, who);
    const community = await getCommunity(store, await communityOf(runtime, where));
    const answer = await why(engine, {
      person: person.id,
      community: community.id,
      ...(what === undefined ? {} : { tool: what }),
    });
    session.printJson(answer);
    const holders = answer.standings.flatMap(({ because }) =>
      because.flatMap((reason) => (reason.kind === 'deputyship' ? [reason.deputyFor] : [])),
    );
    const names = await loadNames(store, [person.id, ...holders]);
    const { say, print } = session;
    const { style } = session.world.terminal;
    print(style.bold(`${person.displayName} · ${community.name}`));
    for (const { station, because } of answer.standings) {
      for (const reason of because) {
        print(
          `  ${labelOfStation(community, station, say.language)} — ${sayInWords(reasonMessage(reason), say.language, names)}`,
        );
      }
    }
    if (community.stage === 'archived')
      print(`  ${style.yellow('!')} ${say('community.is-archived', { slug: community.id })}`);
    if (answer.tools.length === 0) print(`  ${say('why.no-tool')}`);
    for (const tool of answer.tools)
      printTool(session, names, tool, (station) => labelOfStation(community, station, say.language));
    return answer.tools.every(({ verdict }) => verdict === 'as-it-should' || verdict === 'unknown')
      ? exit.ok
      : exit.changes;
  });

function printTool(
  { say, print, world }: Session,
  names: Names,
  answer: WhyTool,
  labelOf: (station: Station) => string,
): void {
  const { style } = world.terminal;
  const { tool, target, should, is, verdict, chain, repair, observed } = answer;
  const level = (of: typeof is): string =>
    of === null ? say('level.unknown') : of === 'other' ? say('level.other') : labelOfLevel(tool, of, say.language);
  print();
  print(style.bold(`${labelOfTool(tool, say.language)} (${target})`));
  print(
    `  ${style.dim(observed.readAt === null ? say('status.never-read') : say('status.read', { date: say.date(observed.readAt) }))}`,
  );
  print(`  ${say('why.should-is', { should: level(should), is: level(is) })} — ${say(`verdict.${verdict}`)}`);
  for (const { state, text } of chain) {
    const params = wordsOf(text.params, tool, say, labelOf);
    print(`  ${style[colours[state]](signs[state])} ${say.any({ code: text.code, params }, names)}`);
  }
  if (repair !== null) print(`  → ${say.any(repair, names)}`);
}

/** Stations, levels and tools of a link in words. */
function wordsOf(
  params: Message['params'],
  tool: Tool,
  say: Speaker,
  labelOf: (station: Station) => string,
): Message['params'] {
  const word = (name: string, value: string): string => {
    if (name === 'stations')
      return value
        .split(', ')
        .map((one) => labelOf(one as Station))
        .join(', ');
    if (name === 'station') return labelOf(value as Station);
    if (name === 'level' || name === 'before')
      return isLevelOf(tool, value) ? labelOfLevel(tool, value, say.language) : value;
    if (name === 'until' || name === 'from') return dateInWords(value, say.language);
    return name === 'tool' ? labelOfTool(tool, say.language) : value;
  };
  const words: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(params))
    words[name] = typeof value === 'string' ? word(name, value) : value;
  return words;
}
