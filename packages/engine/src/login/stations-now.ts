import { groupKey, standingOf, type CommunityId, type GroupKey, type Person } from '@passerelle/model';
import type { CommunityView, Station } from '@passerelle/model';
import { readCommunityStandings, type Tx } from '@passerelle/store';

/** Where somebody stands in one community at an instant, and the community as it is now. */
export interface StationsNow {
  readonly view: CommunityView;
  readonly stations: readonly Station[];
}

/** By the source of truth, not by what was planned: a plan may be of yesterday. */
export async function stationsNow(
  tx: Tx,
  person: Pick<Person, 'id' | 'state'>,
  communities: readonly CommunityId[],
  at: number,
): Promise<ReadonlyMap<CommunityId, StationsNow>> {
  const found = new Map<CommunityId, StationsNow>();
  if (communities.length === 0) return found;
  for await (const { view } of readCommunityStandings(tx, { at, communities })) {
    const { community, memberships, assignments, turns, isInParent } = view;
    const parent = isInParent === undefined ? {} : { isInParent };
    const standings = standingOf({ community, memberships, assignments, turns, person, at, ...parent });
    found.set(community.id, { view, stations: standings.map(({ station }) => station) });
  }
  return found;
}

/** The groups that stand for what somebody is there. */
export const groupsOf = (now: ReadonlyMap<CommunityId, StationsNow>): ReadonlySet<GroupKey> =>
  new Set([...now].flatMap(([community, { stations }]) => stations.map((station) => groupKey(community, station))));
