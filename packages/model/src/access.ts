import { capArchived } from './archived-cap.ts';
import type { Community } from './community.ts';
import { defaultPolicy } from './default-policy.ts';
import type { PolicyTable } from './policy.ts';
import { isBuiltInRole, type Station } from './role.ts';
import { highestLevel, type Level, type Tool } from './tool.ts';

/** The tables that decide in one community. `instance` is the institution's own table; the default one is behind it. */
export interface AccessPolicy {
  readonly instance: PolicyTable;
  readonly community: Community;
}

export interface CellAnswer {
  readonly level: Level;
  /** The most specific table that says something about this cell. An own role about which nothing is said: `default`, with `none`. */
  readonly from: 'default' | 'instance' | 'community';
  /** What the tables would give were the community not archived. Null: the archive lowers nothing here. */
  readonly beforeArchive: Level | null;
}

/** Whether a community knows the role: a built-in one, or one of its own. */
export const knowsRole = (community: Community, role: string): boolean =>
  isBuiltInRole(role) || community.ownRoles.some((own) => own.role === role);

function cell({ instance, community }: AccessPolicy, station: Station, tool: Tool): Omit<CellAnswer, 'beforeArchive'> {
  const role = station.startsWith('role:') ? station.slice('role:'.length) : null;
  if (role !== null && !knowsRole(community, role)) return { level: 'none', from: 'default' };
  const ofCommunity = community.access[station]?.[tool];
  if (ofCommunity !== undefined) return { level: ofCommunity, from: 'community' };
  const isOwn = role !== null && !isBuiltInRole(role);
  const ofInstance = isOwn ? undefined : instance[station]?.[tool];
  if (ofInstance !== undefined) return { level: ofInstance, from: 'instance' };
  return { level: defaultPolicy[station]?.[tool] ?? 'none', from: 'default' };
}

/**
 * What a station gives in a tool of a community, and which table says so. An override replaces one cell, never a row.
 * An own role gives what the community's `access` says and nothing else; a role that the community does not know gives nothing.
 * Whether the community offers the tool at all is another question: `offers`.
 */
export function levelOf(policy: AccessPolicy, station: Station, tool: Tool): CellAnswer {
  const { level, from } = cell(policy, station, tool);
  const kept = policy.community.stage === 'archived' ? capArchived(tool, level) : level;
  return { level: kept, from, beforeArchive: kept === level ? null : level };
}

/** What somebody in all these stations may do in a tool: the highest level that any of them gives. */
export const levelsOf = (policy: AccessPolicy, stations: Iterable<Station>, tool: Tool): Level =>
  highestLevel(
    tool,
    Array.from(stations, (station) => levelOf(policy, station, tool).level),
  );

/** Whether the community has this tool: one that lives on no target is not offered. */
export const offers = (community: Community, tool: Tool): boolean => community.tools[tool] !== undefined;
