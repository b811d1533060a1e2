import type { Level, Tool } from './tool.ts';
import type { Station } from './role.ts';

/** Access levels by station and tool. A cell that is absent says nothing: it leaves what a less specific table says. */
export type PolicyTable = Readonly<Partial<Record<Station, Readonly<Partial<Record<Tool, Level>>>>>>;
