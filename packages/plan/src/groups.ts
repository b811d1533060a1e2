import { knowsRole, stationOfKey, type GroupKey } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { DesiredCommunity } from './desired.ts';
import type { KnownCommunity, KnownGroup } from './input.ts';
import { groupLabel, isSameLabel } from './labels.ts';
import type { PlanItem } from './output.ts';
import { finding, operation, type Round } from './round.ts';

/** What can be done with a group in this round. */
export type GroupState =
  /** On the platform; `complete`: all its members were read. */
  | { readonly is: 'here'; readonly complete: boolean }
  /** Made by this plan: nobody is in it yet. */
  | { readonly is: 'coming' }
  | { readonly is: 'away'; readonly because: 'adoption' | 'not-read' | 'written-meanwhile' }
  /** It was ours and is gone, and nothing needs it now. */
  | { readonly is: 'gone' };

/**
 * Groups are made when they are needed, relabelled when a name changes, never deleted: a role's group stays when the role is vacant.
 * One that is gone from the platform is made again under a new name, since an id that was ours is never used twice (shares survive a deleted group there).
 */
export function* planGroups(
  round: Round,
  desired: DesiredCommunity,
  known: KnownCommunity | null,
): Generator<PlanItem, ReadonlyMap<GroupKey, GroupState>> {
  const states = new Map<GroupKey, GroupState>();
  const knownGroups = new Map(known?.groups.map((group) => [group.group, group]));
  for (const key of [...new Set([...desired.groups.keys(), ...knownGroups.keys()])].sort(byCodeUnit)) {
    const group = knownGroups.get(key) ?? null;
    const isNeeded = desired.groups.has(key);
    if (group !== null && group.native !== null && group.presence !== 'absent') {
      states.set(key, { is: 'here', complete: group.membersRead === 'complete' });
      yield* relabel(round, desired, group);
    } else if (!isNeeded) states.set(key, { is: 'gone' });
    else states.set(key, yield* make(round, desired, key, group));
  }
  return states;
}

function* relabel(round: Round, { community, groups }: DesiredCommunity, known: KnownGroup): Generator<PlanItem> {
  const label = groups.get(known.group) ?? stillNamed(community, known.group);
  if (label === null || known.presence !== 'present' || isSameLabel(label, known.label)) return;
  if (round.input.touched(null, community.id)) return;
  const parts = { community: community.id, before: { label: known.label } };
  yield operation(round, { kind: 'group', verb: 'update', group: known.group, label }, parts);
}

/** The label of a group that nobody is in now. A role that the community gave up keeps the label that it had. */
function stillNamed(community: DesiredCommunity['community'], group: GroupKey): string | null {
  const station = stationOfKey(group);
  if (!station.startsWith('role:')) return groupLabel(community, station);
  return knowsRole(community, station.slice('role:'.length)) ? groupLabel(community, station) : null;
}

function* make(
  round: Round,
  { community, groups }: DesiredCommunity,
  group: GroupKey,
  known: KnownGroup | null,
): Generator<PlanItem, GroupState> {
  if (known?.presence === 'unknown') return { is: 'away', because: 'not-read' };
  if (round.input.touched(null, community.id)) return { is: 'away', because: 'written-meanwhile' };
  const parts = { community: community.id };
  const isVanished = known !== null && known.native !== null;
  if (isVanished) yield finding({ kind: 'vanished', resource: 'group', key: group });
  const isReserved = known !== null && known.native === null;
  const isTaken = (name: string): boolean => round.names.has(`group/${name}`) || name === known?.name;
  const name = isReserved ? known.name : round.input.target.nameOf('group', group, isTaken);
  round.names.add(`group/${name}`);
  const namesake = round.input.namesake({ kind: 'group', name });
  if (namesake !== null) {
    const { native } = namesake;
    yield operation(round, { kind: 'group', verb: 'adopt', group, native }, { ...parts, hold: 'confirm' });
    return { is: 'away', because: 'adoption' };
  }
  const label = groups.get(group) ?? groupLabel(community, stationOfKey(group));
  yield operation(round, { kind: 'group', verb: 'create', group, name, label }, parts);
  return { is: 'coming' };
}
