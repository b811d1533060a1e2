import { message, type Level, type Message, type Station, type Tool } from '@passerelle/model';
import type { Confidence, Members } from './adoption.ts';
import type { Candidate } from './find-candidates.ts';
import type { NameReason } from './match-name.ts';

/** What was seen inside a candidate, and beside it. */
export interface Evidence {
  readonly members: Members | null;
  /** Its members, or its grants, could not be read. */
  readonly unread: boolean;
  /** Other candidates for the same place. */
  readonly rivals: readonly string[];
  /** Of a group whose name says no level: the one that it was given all the same. */
  readonly guessed: Station | null;
  /** Of a space: groups that may do something there and are not the community's; they keep it. */
  readonly strangers: readonly string[];
  /** Of a space: groups to be adopted that may do something else there than the policy says. */
  readonly differing: readonly {
    readonly group: string;
    readonly tool: Tool;
    readonly level: Level | 'other';
    readonly wanted: Level;
  }[];
}

export interface Judgement {
  readonly confidence: Confidence;
  readonly doubts: readonly Message[];
}

const worth: Readonly<Record<NameReason, number>> = {
  'our-mark': 1,
  'same-name': 1,
  'same-words': 0.95,
  abbreviation: 0.75,
  'close-spelling': 0.6,
};
/** From which worth on a match is proposed with a yes, and with a no. */
const sure = 0.9;
const probable = 0.6;

/** How far a match is to be trusted, and everything that speaks against it, in words. Pure. */
export function judgeCandidate(candidate: Candidate, evidence: Evidence): Judgement {
  const doubts: Message[] = [];
  let trust = worth[candidate.match.reason];
  const doubt = (loss: number, code: string, params: Message['params'] = {}): void => {
    trust -= loss;
    doubts.push(message(`adopt.doubt-${code}`, params));
  };
  const { rest, others, isOld, isAmbiguous } = candidate;
  if (rest.length > 0) doubt(0.35, 'other-words', { words: rest.join(', ') });
  if (isOld) doubt(0.6, 'old');
  if (isAmbiguous) doubt(0.2, 'several-levels');
  if (evidence.guessed !== null)
    doubt(0.15, 'no-level', { station: evidence.guessed, community: candidate.of.community.id });
  if (others.length > 0) doubt(0.4, 'other-communities', { names: others.map(({ name }) => name).join(', ') });
  if (evidence.rivals.length > 0) doubt(0.3, 'rivals', { names: evidence.rivals.join(', ') });
  if (evidence.members !== null) judgeMembers(evidence.members, doubt);
  if (evidence.unread) doubt(0.15, 'unread');
  if (evidence.strangers.length > 0)
    doubt(0, 'other-groups', { count: evidence.strangers.length, names: evidence.strangers.join(', ') });
  for (const { group, tool, level, wanted } of evidence.differing) {
    if (level === 'other') doubt(0, 'level-other', { name: group });
    else doubt(0, 'level-differs', { name: group, tool, level, wanted });
  }
  return { confidence: trust >= sure - 1e-9 ? 'sure' : trust >= probable - 1e-9 ? 'probable' : 'doubtful', doubts };
}

type Doubt = (loss: number, code: string, params?: Message['params']) => void;

function judgeMembers({ same, otherwise, outside, unknown }: Members, doubt: Doubt): void {
  const known = same + otherwise + outside;
  // People whom Passerelle knows, and none of them is in the community: it may well be another one's.
  if (known > 0 && same + otherwise === 0) doubt(0.35, 'nobody-in-common', { count: known });
  else if (outside > 0) doubt(outside > same + otherwise ? 0.2 : 0.05, 'outside', { count: outside });
  if (otherwise > 0) doubt(0, 'otherwise', { count: otherwise });
  if (unknown > 0) doubt(0, 'unknown', { count: unknown });
}
