import type { Listing, Proposal, Proposals } from '@passerelle/engine';
import {
  communityOfKey,
  isLevelOf,
  isTool,
  labelOfLevel,
  labelOfStation,
  labelOfTool,
  stationOfKey,
  stationsOf,
  toolOfKey,
  type Message,
} from '@passerelle/model';
import type { Terminal } from '../terminal/terminal.ts';
import type { Names, Speaker } from '../texts/texts.ts';

type Style = Terminal['style'];

/** What it is there, and what it would become: "groupe « ICANE pilotage » → ICANE, noyau". */
export function matchInWords(
  { adoption, community }: Pick<Proposal, 'adoption' | 'community'>,
  say: Speaker,
  names: Names,
): string {
  const known = names.community(community) ?? null;
  const what =
    adoption.kind === 'group'
      ? labelOfStation(known, stationOfKey(adoption.key), say.language)
      : labelOfTool(toolOfKey(adoption.key), say.language);
  return say(`adopt.match-${adoption.kind}`, { name: adoption.label, community: known?.name ?? community, what });
}

/** Why it was taken for that, who is in it, and what speaks against it: one line each. */
export function reasonsInWords(proposal: Proposal, say: Speaker, names: Names): readonly string[] {
  const { reason, confidence, members, doubts } = proposal;
  const { same = 0, otherwise = 0, outside = 0, unknown = 0 } = members ?? {};
  const total = same + otherwise + outside + unknown;
  return [
    say('adopt.because', { confidence: say(`adopt.confidence-${confidence}`), reason: say(`adopt.reason-${reason}`) }),
    ...(members === null
      ? []
      : [total === 0 ? say('adopt.empty') : say('adopt.members', { count: total, common: same + otherwise })]),
    ...doubts.map((doubt) => say.any(inWords(doubt, say, names))),
  ];
}

/** The station of a doubt as a word. */
function inWords({ code, params }: Message, say: Speaker, names: Names): Message {
  const { station, community, tool, level, wanted } = params;
  if (typeof tool === 'string' && isTool(tool)) {
    const word = (value: unknown): string => {
      const text = String(value);
      return isLevelOf(tool, text) ? labelOfLevel(tool, text, say.language) : text;
    };
    return { code, params: { ...params, level: word(level), wanted: word(wanted) } };
  }
  if (typeof station !== 'string' || typeof community !== 'string') return { code, params };
  const known = names.community(community);
  const named = known && stationsOf(known).find((one) => one === station);
  if (named === undefined) return { code, params };
  return { code, params: { ...params, station: labelOfStation(known ?? null, named, say.language) } };
}

/** Every match with its reason and doubts, and honestly what could not be looked at. Pure. */
export function renderMatches(
  { proposals, taken, listings, unread }: Proposals,
  say: Speaker,
  names: Names,
  style: Style,
): readonly string[] {
  const signs = { sure: style.green('✓'), probable: style.yellow('?'), doubtful: style.red('✗') };
  const matches = proposals.flatMap((proposal, index) => [
    '',
    `${signs[proposal.confidence]} ${index + 1}. ${proposal.adoption.target} · ${matchInWords(proposal, say, names)}`,
    ...reasonsInWords(proposal, say, names).map((line, number) => `     ${number === 0 ? line : style.dim(line)}`),
  ]);
  const title = style.bold(say('adopt.title', { count: proposals.length }));
  return [
    title,
    ...matches,
    '',
    style.bold(say('adopt.looked-at')),
    ...listings.map((listing) => `  ${style.dim(listingInWords(listing, say))}`),
    ...taken.map(({ target, label, key }) => {
      const community = names.community(communityOfKey(key))?.name ?? communityOfKey(key);
      return `  ${style.dim(`${target} · ${say('adopt.taken', { name: label, community, key })}`)}`;
    }),
    ...unread.map(({ target, skipped, error }) => {
      const why =
        error === null
          ? say(`standing.${skipped ?? 'never-read'}`)
          : say.any({ code: `error.${error.code}`, params: { request: error.request, detail: error.detail } });
      return `  ${style.yellow('!')} ${target} : ${why}`;
    }),
  ];
}

function listingInWords({ target, of, state, foreign }: Listing, say: Speaker): string {
  const what = of === 'groups' ? say('adopt.groups') : labelOfTool(of, say.language);
  return `${target} · ${what} : ${say(`adopt.listing-${state}`, { count: foreign })}`;
}
