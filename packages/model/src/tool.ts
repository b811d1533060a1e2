/** The tools of a community and the access levels of each, lowest to highest. Totally ordered within a tool. Source: product.md. */
export const toolLevels = {
  files: ['none', 'read', 'write', 'manage'],
  pads: ['none', 'read', 'edit'],
  calendar: ['none', 'read', 'write'],
  contacts: ['none', 'read', 'write'],
  forum: ['none', 'read', 'reply', 'create', 'moderate'],
  video: ['none', 'join', 'moderate'],
  list: ['none', 'receive', 'post', 'moderate'],
  polls: ['none', 'vote', 'create'],
  forms: ['none', 'answer', 'create'],
} as const;

export type Tool = keyof typeof toolLevels;
export type LevelOf<T extends Tool> = (typeof toolLevels)[T][number];
/** A level of some tool. Compare two only within one tool, with `compareLevels`. */
export type Level = LevelOf<Tool>;

export const tools: readonly Tool[] = [
  'files',
  'pads',
  'calendar',
  'contacts',
  'forum',
  'video',
  'list',
  'polls',
  'forms',
];

export const isTool = (value: string): value is Tool => Object.hasOwn(toolLevels, value);

const levelsOfTool = (tool: Tool): readonly Level[] => toolLevels[tool];

export const isLevelOf = (tool: Tool, value: string): value is Level =>
  levelsOfTool(tool).some((level) => level === value);

/** Rank of a level within its tool: 0 is `none`. -1 for a level of another tool. */
export const rankOf = (tool: Tool, level: Level): number => levelsOfTool(tool).indexOf(level);

/** Negative when `a` gives less than `b`, 0 when the same, positive when it gives more. */
export const compareLevels = (tool: Tool, a: Level, b: Level): number => rankOf(tool, a) - rankOf(tool, b);

export const highestLevel = (tool: Tool, levels: Iterable<Level>): Level => {
  let highest: Level = 'none';
  for (const level of levels) if (compareLevels(tool, level, highest) > 0) highest = level;
  return highest;
};
