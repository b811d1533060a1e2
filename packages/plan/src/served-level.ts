import { compareLevels, type Level, type Tool } from '@passerelle/model';
import type { TargetView } from './input.ts';

/**
 * What a target gives for a level: the level itself where it exists there, else the next lower one that does.
 * For a tool that lives elsewhere the level stands as it is.
 */
export function servedLevel(target: Pick<TargetView, 'tools' | 'levels'>, tool: Tool, level: Level): Level {
  const offered = target.tools.includes(tool) ? target.levels[tool] : undefined;
  if (offered === undefined) return level;
  let served: Level = 'none';
  for (const candidate of offered) {
    const isWithin = compareLevels(tool, candidate, level) <= 0;
    if (isWithin && compareLevels(tool, candidate, served) > 0) served = candidate;
  }
  return served;
}
