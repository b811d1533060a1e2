import cap from './archived-cap.json' with { type: 'json' };
import { compareLevels, isLevelOf, tools, type Level, type Tool } from './tool.ts';

function load(tool: Tool): Level {
  const level = cap[tool];
  if (!isLevelOf(tool, level)) throw new Error(`archived-cap.json: ${tool}: ${level}`);
  return level;
}
const caps: ReadonlyMap<Tool, Level> = new Map(tools.map((tool) => [tool, load(tool)]));

/**
 * The most that anybody may do in an archived community: everything stays readable by its members, nothing can be written, nobody enters the room.
 * The list is closed by nobody being left who may post or moderate; members stay on it, since its archive is theirs to read
 * and their own settings there must come back whole when the community is opened again.
 */
export const archivedCap = (tool: Tool): Level => caps.get(tool) ?? 'none';

/** The lower of the level and the cap. */
export const capArchived = (tool: Tool, level: Level): Level =>
  compareLevels(tool, level, archivedCap(tool)) > 0 ? archivedCap(tool) : level;
