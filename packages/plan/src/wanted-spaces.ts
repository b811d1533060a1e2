import { spaceKey, type Community, type SpaceKey, type Tool } from '@passerelle/model';
import { toolsHere, type WantedSpace } from './desired.ts';
import type { CommunityStandings, TargetView } from './input.ts';
import { spaceLabel } from './labels.ts';

/** Where a community's own space of a tool lies: inside its parent community's, where both live here and the platform nests that deep. */
function placeOf(target: TargetView, tool: Tool, [community, ...above]: readonly Community[]): Place {
  const [parent] = above;
  const outside = { parent: null, depth: 0 };
  if (community === undefined || parent === undefined || target.nesting === undefined) return outside;
  if (!toolsHere(target, parent).includes(tool)) return outside;
  const depth = placeOf(target, tool, above).depth + 1;
  return depth < target.nesting ? { parent: spaceKey(parent.id, tool), depth } : outside;
}
interface Place {
  readonly parent: SpaceKey | null;
  readonly depth: number;
}

/** The spaces that a community should have on a target, each after the one that it lies in. A space that lies as deep as the platform nests has no parts. */
export function wantedSpaces(
  target: TargetView,
  { community, above = [] }: CommunityStandings,
): ReadonlyMap<SpaceKey, WantedSpace> {
  const spaces = new Map<SpaceKey, WantedSpace>();
  for (const tool of toolsHere(target, community)) {
    const own = spaceKey(community.id, tool);
    const place = placeOf(target, tool, [community, ...above]);
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
