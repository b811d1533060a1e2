import {
  communityOfKey,
  groupKey,
  stationOfKey,
  stationsOf,
  toolOfKey,
  type Community,
  type CommunityId,
  type GroupKey,
  type PersonId,
  type PolicyTable,
  type SpaceKey,
  type Station,
  type Tool,
} from '@passerelle/model';
import { desiredCommunity, isOnTarget, type DesiredCommunity } from '@passerelle/plan';
import type { Tx } from '@passerelle/store';
import { desiredCommunities } from '../../planning/desired-communities.ts';
import { targetView } from '../../planning/target-view.ts';
import type { EngineTarget } from '../../setup.ts';

/** A community on a target, with those of its groups and spaces that have nothing there yet. */
export interface FreeCommunity {
  readonly community: Community;
  readonly desired: DesiredCommunity;
  readonly stations: ReadonlyMap<PersonId, readonly Station[]>;
  /** Communities have groups there at all. */
  readonly hasGroups: boolean;
  readonly freeGroups: ReadonlyMap<Station, GroupKey>;
  readonly freeSpaces: ReadonlyMap<Tool, SpaceKey>;
}

/** @param communities null: all */
export async function freeCommunities(
  tx: Tx,
  target: EngineTarget,
  { at, communities }: { readonly at: number; readonly communities: readonly CommunityId[] | null },
): Promise<readonly FreeCommunity[]> {
  const view = await targetView(tx.client, target);
  const access = await tx.client.query<{ access: PolicyTable }>(`select access from instance`);
  const taken = await tx.client.query<{ key: string }>(
    `select key from native_object where target = $1 and state = 'live' and native is not null`,
    [target.id],
  );
  const live = new Set(taken.rows.map(({ key }) => key));
  const found: FreeCommunity[] = [];
  for await (const standings of desiredCommunities(tx, { at, communities })) {
    const { community, people } = standings;
    if (!isOnTarget(view, community)) continue;
    const desired = desiredCommunity(view, access.rows[0]?.access ?? {}, standings);
    const hasGroups = target.manifest.kinds.includes('group');
    const groups = hasGroups ? stationsOf(community).map((station) => groupKey(community.id, station)) : [];
    // A part inside a space is made with the space: only the space itself is taken over.
    const spaces = [...desired.spaces.values()].filter(({ part }) => part === null).map(({ space }) => space);
    found.push({
      community,
      desired,
      stations: new Map(people.map(({ person, stations }) => [person, stations])),
      hasGroups,
      freeGroups: new Map(groups.filter((key) => !live.has(key)).map((key) => [stationOfKey(key), key])),
      freeSpaces: new Map(spaces.filter((key) => !live.has(key)).map((key) => [toolOfKey(key), key])),
    });
  }
  return found;
}

/** Whether a key names one of these communities' free groups or spaces. */
export const isFree = (communities: readonly FreeCommunity[], key: GroupKey | SpaceKey): boolean => {
  const of = communities.find(({ community }) => community.id === communityOfKey(key));
  if (of === undefined) return false;
  return [...of.freeGroups.values(), ...of.freeSpaces.values()].some((free) => free === key);
};
