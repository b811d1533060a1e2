import {
  compareLevels,
  groupKey,
  levelOf,
  offers,
  participations,
  participationStation,
  stationOfKey,
  toolOfKey,
  tools,
  type Community,
  type Grant,
  type GroupKey,
  type Level,
  type PersonId,
  type PolicyTable,
  type ResourceKind,
  type SpaceKey,
  type Station,
  type Tool,
} from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { CommunityStandings, KnownCommunity, PartView, TargetView } from './input.ts';
import { groupLabel } from './labels.ts';
import { servedLevel } from './served-level.ts';
import { toolsHere } from './tools-here.ts';
import { wantedSpaces, type WantedSpace } from './wanted-spaces.ts';

/** Whether things of this kind exist on a target at all. */
export const hasKind = ({ kinds }: TargetView, kind: ResourceKind): boolean =>
  kinds === undefined || kinds.includes(kind);

/** Whether a target has no groups, and each person is given their level in each space. */
export const grantsToPeople = ({ grantsTo }: TargetView): boolean => grantsTo === 'people';

/** Whether a community has its groups on a target: everywhere people log in, and wherever one of its tools lives. */
export const isOnTarget = (target: TargetView, community: Community): boolean =>
  target.identity || toolsHere(target, community).length > 0;

/** What should be on one target for one community. */
export interface DesiredCommunity {
  readonly community: Community;
  /** Groups that must be there now, with their labels. */
  readonly groups: ReadonlyMap<GroupKey, string>;
  readonly members: ReadonlyMap<PersonId, ReadonlySet<GroupKey>>;
  readonly spaces: ReadonlyMap<SpaceKey, WantedSpace>;
  /** What a group gives in a tool, as this target serves it. */
  readonly levelIn: (group: GroupKey, tool: Tool) => Level;
  /** Where grants go to people: the stations of everybody who stands here. */
  readonly stations: ReadonlyMap<PersonId, readonly Station[]>;
}

function levelTable(target: TargetView, instance: PolicyTable, community: Community) {
  const known = new Map<string, Level>();
  return (group: GroupKey, tool: Tool): Level => {
    const station = stationOfKey(group);
    const cell = `${station} ${tool}`;
    const level = known.get(cell) ?? servedLevel(target, tool, levelOf({ instance, community }, station, tool).level);
    known.set(cell, level);
    return level;
  };
}

/** What should be on a target for a community. Of one that has left it: no groups, nobody in them, no spaces. */
export function desiredCommunity(target: TargetView, instance: PolicyTable, standings: CommunityStandings) {
  const { community } = standings;
  const groups = new Map<GroupKey, string>();
  const members = new Map<PersonId, ReadonlySet<GroupKey>>();
  const want = (station: Station): GroupKey => {
    const group = groupKey(community.id, station);
    if (!groups.has(group)) groups.set(group, groupLabel(community, station));
    return group;
  };
  if (isOnTarget(target, community) && hasKind(target, 'group')) {
    for (const participation of participations) want(participationStation(participation));
    for (const station of standings.stationsInUse.toSorted(byCodeUnit)) want(station);
    for (const { person, stations } of standings.people) members.set(person, new Set(stations.map(want)));
  }
  const stations = new Map<PersonId, readonly Station[]>();
  if (grantsToPeople(target) && isOnTarget(target, community)) {
    for (const { person, stations: held } of standings.people) stations.set(person, held);
  }
  const desired: DesiredCommunity = {
    community,
    groups,
    members,
    spaces: wantedSpaces(target, instance, standings),
    levelIn: levelTable(target, instance, community),
    stations,
  };
  return desired;
}

/** What a level of the tool amounts to in a part of it: never more than the level itself. */
export function levelInPart(tool: Tool, level: Level, part: PartView | null): Level {
  const told = part?.levels?.[level];
  return told !== undefined && compareLevels(tool, told, level) < 0 ? told : level;
}

/** The complete grants of a space for these groups; a group that gets nothing is not in them. */
export function grantsOf(
  desired: DesiredCommunity,
  { tool, part }: Pick<WantedSpace, 'tool' | 'part'>,
  groups: Iterable<GroupKey>,
): readonly Grant[] {
  const grants: Grant[] = [];
  for (const group of [...new Set(groups)].sort(byCodeUnit)) {
    const level = levelInPart(tool, desired.levelIn(group, tool), part);
    if (level !== 'none') grants.push({ group, level });
  }
  return grants;
}

/**
 * The tools by which a change of somebody's groups on a target is judged: those that live there, and those of which a space is still there.
 * Where people log in, every tool of the community reads the groups from the token, so all of them count.
 */
export function judgedTools(target: TargetView, community: Community, known: KnownCommunity | null): readonly Tool[] {
  const here = new Set(toolsHere(target, community));
  for (const { space, native } of known?.spaces ?? []) {
    if (native !== null) here.add(toolOfKey(space));
  }
  return tools.filter((tool) => here.has(tool) || (target.identity && offers(community, tool)));
}
