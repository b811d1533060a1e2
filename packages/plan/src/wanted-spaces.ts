import {
  compareLevels,
  levelOf,
  participations,
  participationStation,
  spaceKey,
  type Community,
  type PolicyTable,
  type SpaceKey,
  type Tool,
} from '@passerelle/model';
import type { CommunityStandings, PartView, TargetView } from './input.ts';
import { spaceLabel } from './labels.ts';
import { servedLevel } from './served-level.ts';
import { toolsHere } from './tools-here.ts';

/** A space that should be there. */
export interface WantedSpace {
  readonly space: SpaceKey;
  readonly tool: Tool;
  readonly label: string;
  /** Null: the tool's own space. */
  readonly part: PartView | null;
  /** The space that it is made inside of. */
  readonly parent: SpaceKey | null;
  /** In how many others it lies. */
  readonly depth: number;
}

/**
 * Where a community's own space of a tool lies: inside its parent community's, where both live here, the platform nests that deep, and nobody comes to see
 * more by it.
 */
function placeOf({ target, instance }: Rules, tool: Tool, [community, ...above]: readonly Community[]): Place {
  const [parent] = above;
  const outside = { parent: null, depth: 0 };
  if (community === undefined || parent === undefined || target.nesting === undefined) return outside;
  if (!toolsHere(target, parent).includes(tool)) return outside;
  const depth = placeOf({ target, instance }, tool, above).depth + 1;
  const needed = target.insideNeeds?.[tool] ?? 'none';
  const hasEverybody = participations.every((participation) => {
    const { level } = levelOf({ instance, community: parent }, participationStation(participation), tool);
    return compareLevels(tool, servedLevel(target, tool, level), needed) >= 0;
  });
  return depth < target.nesting && hasEverybody ? { parent: spaceKey(parent.id, tool), depth } : outside;
}
interface Rules {
  readonly target: TargetView;
  readonly instance: PolicyTable;
}
interface Place {
  readonly parent: SpaceKey | null;
  readonly depth: number;
}

/** The spaces that a community should have on a target, each after the one that it lies in. A space that lies as deep as the platform nests has no parts. */
export function wantedSpaces(
  target: TargetView,
  instance: PolicyTable,
  { community, above = [] }: CommunityStandings,
): ReadonlyMap<SpaceKey, WantedSpace> {
  const spaces = new Map<SpaceKey, WantedSpace>();
  for (const tool of toolsHere(target, community)) {
    const own = spaceKey(community.id, tool);
    const place = placeOf({ target, instance }, tool, [community, ...above]);
    spaces.set(own, { space: own, tool, label: spaceLabel(community, tool), part: null, ...place });
    const depth = place.depth + 1;
    if (target.nesting !== undefined && depth >= target.nesting) continue;
    for (const part of target.parts?.[tool] ?? []) {
      const space = spaceKey(community.id, tool, part.name);
      spaces.set(space, { space, tool, label: spaceLabel(community, tool, part), part, parent: own, depth });
    }
  }
  return spaces;
}
