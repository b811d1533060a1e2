import { meetingWarnings, offers, type Community, type Meeting } from '@passerelle/model';
import { readTurns, type Store } from '@passerelle/store';
import type { Names } from '../texts/texts.ts';
import type { Speaker } from '../texts/texts.ts';

interface Told {
  readonly community: Community;
  readonly meeting: Meeting;
  readonly now: number;
  readonly names: Names;
  readonly say: Speaker;
}

/** What a person should know of a meeting before they say yes. */
export const warningsOf = ({ community, meeting, now, names, say }: Told): readonly string[] => [
  ...(offers(community, 'calendar') ? [] : [say('meeting.no-calendar')]),
  ...(community.stage === 'archived' ? [say('community.is-archived', { slug: community.id })] : []),
  ...meetingWarnings(meeting, now).map((warning) => say.any(warning, names)),
];

/** Roles in rotation are given by the day of a meeting: one that moves does not take them along. */
export async function turnsLeft(
  store: Store,
  { before, after, say }: { readonly before: Meeting; readonly after: Meeting; readonly say: Speaker },
): Promise<readonly string[]> {
  const day = before.start.slice(0, 10);
  if (after.start.startsWith(day)) return [];
  const turns = await readTurns(store, { communities: [before.community] });
  const count = turns.filter(({ meeting }) => meeting === day).length;
  return count === 0 ? [] : [say('meeting.turns-stay', { count, day })];
}
