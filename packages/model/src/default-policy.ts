import table from './default-policy.json' with { type: 'json' };
import { isBuiltInRole, isParticipation, type Station } from './role.ts';
import type { PolicyTable } from './policy.ts';
import { isLevelOf, isTool, type Level, type Tool } from './tool.ts';

function row(station: string, cells: Readonly<Record<string, string>>): Readonly<Partial<Record<Tool, Level>>> {
  const levels: Partial<Record<Tool, Level>> = {};
  for (const [tool, level] of Object.entries(cells)) {
    if (!isTool(tool) || !isLevelOf(tool, level)) throw new Error(`default-policy.json: ${station}, ${tool}: ${level}`);
    levels[tool] = level;
  }
  return levels;
}

const isBuiltInStation = (text: string): text is Station => {
  const [kind, name = ''] = text.split(':');
  return kind === 'participation' ? isParticipation(name) : kind === 'role' && isBuiltInRole(name);
};

function load(): PolicyTable {
  const loaded: Partial<Record<Station, Readonly<Partial<Record<Tool, Level>>>>> = {};
  for (const [station, cells] of Object.entries(table)) {
    if (!isBuiltInStation(station)) throw new Error(`default-policy.json: ${station}`);
    loaded[station] = row(station, cells);
  }
  return loaded;
}

/** What every participation level and built-in role gives where neither the instance nor the community says otherwise. Source: product.md. */
export const defaultPolicy: PolicyTable = load();
