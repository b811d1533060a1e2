import {
  levelsOf,
  offers,
  standingsOf,
  tools as allTools,
  type CommunityId,
  type Level,
  type PersonId,
  type Station,
  type Tool,
} from '@passerelle/model';
import { getInstanceAccess, readCommunityStandings, type Tx } from '@passerelle/store';

/** What people are in their communities, and what they may do there. */
export interface Access {
  readonly levels: Levels;
  /** By `<person>/<community>`. */
  readonly stations: ReadonlyMap<string, readonly Station[]>;
}

/** Another participation or role, whatever it gives. */
export interface StationChange {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly before: readonly Station[];
  readonly after: readonly Station[];
}

/** What people may do, by `<person>/<community>/<tool>`. */
export type Levels = ReadonlyMap<string, Level>;

export interface LevelChange {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly tool: Tool;
  readonly before: Level;
  readonly after: Level;
}

/** What these people (or all who stand there) are, and may do in each tool of their communities (or of these) at an instant, as the transaction sees it. */
export async function readLevels(
  tx: Tx,
  people: ReadonlySet<PersonId> | 'everybody',
  at: number,
  communities?: readonly CommunityId[],
): Promise<Access> {
  const instance = await getInstanceAccess(tx);
  const levels = new Map<string, Level>();
  const held = new Map<string, readonly Station[]>();
  for await (const { view } of readCommunityStandings(tx, {
    at,
    ...(communities === undefined ? {} : { communities }),
  })) {
    const { community } = view;
    for (const { person, stations } of standingsOf(view, at)) {
      if (people !== 'everybody' && !people.has(person)) continue;
      held.set(`${person}/${community.id}`, [...stations].sort());
      for (const tool of allTools) {
        if (offers(community, tool))
          levels.set(`${person}/${community.id}/${tool}`, levelsOf({ instance, community }, stations, tool));
      }
    }
  }
  return { levels, stations: held };
}

/** Pure. */
export function compareStations(before: Access['stations'], after: Access['stations']): readonly StationChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key) => {
    const was = before.get(key) ?? [];
    const is = after.get(key) ?? [];
    if (was.join() === is.join()) return [];
    const [person, community] = key.split('/') as [PersonId, CommunityId];
    return [{ person, community, before: was, after: is }];
  });
}

/** What changes from one state to another, in the order of the keys. Pure. */
export function compareLevelMaps(before: Levels, after: Levels): readonly LevelChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key) => {
    const was = before.get(key) ?? 'none';
    const is = after.get(key) ?? 'none';
    if (was === is) return [];
    const [person, community, tool] = key.split('/') as [PersonId, CommunityId, Tool];
    return [{ person, community, tool, before: was, after: is }];
  });
}
