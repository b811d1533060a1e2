import { compareLevels, isLevelOf, isTool, tools, type Level, type Tool } from '@passerelle/model';
import table from './actions.json' with { type: 'json' };

/**
 * What decides whether somebody may do something in a tool. `level`: their level in the community. `instance`: the highest level that any of their
 * communities on the same platform gives, since the platform knows one list for all of them. `nobody`: no member may, whatever the level. `otherwise`:
 * something that is no level at all, so that no level can promise it.
 */
export type Decision =
  | { readonly decidedBy: 'level'; readonly from: Level }
  | { readonly decidedBy: 'instance'; readonly from: Level; readonly because: string }
  | { readonly decidedBy: 'nobody' | 'otherwise'; readonly because: string };

/** Something that a member can try in a tool. */
export interface Action {
  readonly tool: Tool;
  readonly name: string;
  readonly decision: Decision;
}

interface Written {
  readonly decidedBy: string;
  readonly from?: string;
  readonly because?: string;
}

function decisionOf(tool: Tool, { decidedBy, from = '', because }: Written): Decision {
  const refused = new Error(`actions.json: ${tool}: ${decidedBy} ${from}`);
  if (decidedBy === 'level' || decidedBy === 'instance') {
    if (!isLevelOf(tool, from)) throw refused;
    if (decidedBy === 'level') return { decidedBy, from };
    if (because === undefined) throw refused;
    return { decidedBy, from, because };
  }
  if ((decidedBy !== 'nobody' && decidedBy !== 'otherwise') || because === undefined) throw refused;
  return { decidedBy, because };
}

function load(): ReadonlyMap<Tool, readonly Action[]> {
  const loaded = new Map<Tool, readonly Action[]>();
  for (const [tool, actions] of Object.entries(table)) {
    if (!isTool(tool)) throw new Error(`actions.json: ${tool}`);
    const written: [string, Written][] = Object.entries(actions);
    loaded.set(
      tool,
      written.map(([name, decision]) => ({ tool, name, decision: decisionOf(tool, decision) })),
    );
  }
  const missing = tools.find((tool) => !loaded.has(tool));
  if (missing !== undefined) throw new Error(`actions.json: nothing about ${missing}`);
  return loaded;
}
const actions = load();

/** What can be tried in a tool. The order is the one in which it is told. */
export const actionsOf = (tool: Tool): readonly Action[] => actions.get(tool) ?? [];

export interface LevelsHeld {
  /** What the person has in this community. */
  readonly here: Level;
  /** The highest that any community on the same platform gives them in this tool; never below `here`. */
  readonly anywhere: Level;
}

/** Whether somebody may do it. Null: what decides it is not a level. */
export function mayDo({ tool, decision }: Action, { here, anywhere }: LevelsHeld): boolean | null {
  if (!('from' in decision)) return decision.decidedBy === 'nobody' ? false : null;
  const held = decision.decidedBy === 'level' ? here : anywhere;
  return compareLevels(tool, held, decision.from) >= 0;
}
