import type { Community } from './community.ts';
import { labelOfMay, labelOfStations } from './labels.ts';
import { message, say, type Message } from './message.ts';
import type { Language } from './person.ts';
import type { Station } from './role.ts';
import { modelTexts, textLanguage } from './texts.ts';
import { compareLevels, tools, type Level, type Tool } from './tool.ts';

/** What becomes of one person's access in one tool. */
export interface LevelMove {
  readonly tool: Tool;
  readonly before: Level;
  readonly after: Level;
}

/** So many people who may do more, or less, in a tool, and what they may do then. */
export interface AccessMove {
  readonly tool: Tool;
  readonly after: Level;
  readonly isLower: boolean;
  readonly people: number;
}

/** People's moves, counted: one line for each tool and level that they end at, in the order of the tools; what gives least first. Pure. */
export function countMoves(moves: Iterable<LevelMove>): readonly AccessMove[] {
  const counted = new Map<string, AccessMove>();
  for (const { tool, before, after } of moves) {
    const isLower = compareLevels(tool, after, before) < 0;
    const key = `${tool} ${after} ${isLower}`;
    counted.set(key, { tool, after, isLower, people: (counted.get(key)?.people ?? 0) + 1 });
  }
  return [...counted.values()].toSorted(
    (a, b) => tools.indexOf(a.tool) - tools.indexOf(b.tool) || compareLevels(a.tool, a.after, b.after),
  );
}

const codes = {
  people: { raised: 'access.raised', lowered: 'access.lowered', closed: 'access.closed' },
  station: { raised: 'policy.cell-raised', lowered: 'policy.cell-lowered', closed: 'policy.cell-closed' },
} as const;

/** A move that ends nowhere is told by what is no longer possible at all, any other by what is possible from now on. */
const codeOf = (of: keyof typeof codes, after: Level, isLower: boolean): string =>
  codes[of][after === 'none' ? 'closed' : isLower ? 'lowered' : 'raised'];

const sentence = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

function inWords(code: string, params: Message['params'], { tool, after }: CellMove | AccessMove, language: Language) {
  const to = textLanguage(language);
  return sentence(say(modelTexts[to], to, message(code, { ...params, may: labelOfMay(tool, after, language) })));
}

/** "34 personnes pourront seulement lire les fichiers": what a change of the whole community means, one sentence for each move. */
export const movesInWords = (moves: readonly AccessMove[], language: Language): readonly string[] =>
  moves.map((move) => inWords(codeOf('people', move.after, move.isLower), { count: move.people }, move, language));

/** One cell of the access policy before and after, with how many people that moves. */
export interface CellMove extends LevelMove {
  readonly station: Station;
  /** Whose access changes. */
  readonly people: number;
  /** Who stands there too and sees no change, since another station gives them as much. */
  readonly others: number;
}

/** "Les participants pourront désormais écrire dans les fichiers : 34 personnes". */
export function cellMoveInWords(
  move: CellMove,
  community: Pick<Community, 'ownRoles'>,
  language: Language,
): readonly string[] {
  const to = textLanguage(language);
  const who = labelOfStations(community, move.station, language);
  const code = codeOf('station', move.after, compareLevels(move.tool, move.after, move.before) < 0);
  const told = inWords(code, { who, count: move.people }, move, language);
  if (move.others === 0) return [told];
  return [told, sentence(say(modelTexts[to], to, message('policy.cell-others', { count: move.others })))];
}
