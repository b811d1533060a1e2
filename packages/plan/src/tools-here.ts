import { tools, type Community, type Tool } from '@passerelle/model';
import type { TargetView } from './input.ts';

/** The tools of a community that live on a target, and that the target serves. */
export const toolsHere = (target: TargetView, community: Community): readonly Tool[] =>
  tools.filter((tool) => community.tools[tool] === target.id && target.tools.includes(tool));
