import type { Community } from '../community.ts';
import { knowsRole, levelOf } from '../access.ts';
import type { PolicyTable } from '../policy.ts';
import { isBuiltInRole, isParticipation, participations, participationStation } from '../role.ts';
import { compareLevels, isLevelOf, isTool, toolLevels, tools } from '../tool.ts';
import { error, warning, type Finding } from './finding.ts';

/** An access table as somebody wrote it: nothing is sure about its words yet. A `PolicyTable` is one. */
export type WrittenTable = Readonly<Record<string, Readonly<Record<string, string | undefined>> | undefined>>;

function stationFindings(station: string, knows: (role: string) => boolean, path: Finding['path']): readonly Finding[] {
  const [kind, ...rest] = station.split(':');
  const name = rest.join(':');
  if (kind === 'participation' && isParticipation(name)) return [];
  if (kind !== 'role') return [error(path, 'policy.unknown-station', { station, known: participations.join(', ') })];
  return knows(name) ? [] : [error(path, 'policy.unknown-role', { role: name })];
}

function cellFindings(tool: string, level: string, path: Finding['path']): readonly Finding[] {
  if (!isTool(tool)) return [error(path, 'policy.unknown-tool', { tool, known: tools.join(', ') })];
  if (isLevelOf(tool, level)) return [];
  return [error(path, 'policy.unknown-level', { tool, level, known: toolLevels[tool].join(', ') })];
}

function tableFindings(
  table: WrittenTable,
  knows: (role: string) => boolean,
  path: Finding['path'],
): readonly Finding[] {
  return Object.entries(table).flatMap(([station, row = {}]) => [
    ...stationFindings(station, knows, [...path, station]),
    ...Object.entries(row).flatMap(([tool, level]) =>
      level === undefined ? [] : cellFindings(tool, level, [...path, station, tool]),
    ),
  ]);
}

/** The institution's table: every station, tool and level in it must exist. Own roles belong in the table of their community. */
export const validateInstancePolicy = (table: WrittenTable): readonly Finding[] =>
  tableFindings(table, isBuiltInRole, ['access']);

/**
 * A community's table, and what comes out of all three tables together: a warning where somebody nearer to the centre may do less,
 * since the nearest participation is the one that counts.
 */
export function validateCommunityPolicy(instance: PolicyTable, community: Community): readonly Finding[] {
  const path = ['communities', community.id, 'access'];
  const findings = tableFindings(community.access, (role) => knowsRole(community, role), path);
  return findings.length > 0 ? findings : invertedCells(instance, community, path);
}

function invertedCells(instance: PolicyTable, community: Community, path: Finding['path']): readonly Finding[] {
  const policy = { instance, community };
  return tools.flatMap((tool) =>
    participations.flatMap((nearer, index) => {
      const outer = participations[index - 1];
      if (outer === undefined) return [];
      const less = levelOf(policy, participationStation(nearer), tool).level;
      const more = levelOf(policy, participationStation(outer), tool).level;
      if (compareLevels(tool, less, more) >= 0) return [];
      const station = participationStation(nearer);
      return [
        warning([...path, station, tool], 'policy.inverted', {
          tool,
          station,
          less,
          more,
          outer: participationStation(outer),
        }),
      ];
    }),
  );
}
