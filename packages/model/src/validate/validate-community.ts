import type { Community } from '../community.ts';
import { isRoleId } from '../ids.ts';
import { isBuiltInRole } from '../role.ts';
import { isZone } from '../validity.ts';
import { error, type Finding } from './finding.ts';

/** Most days that a setting may count. */
const mostDays = 366;

/** A community's own words: its name, its zone, its settings, the roles that it adds. */
export function validateCommunity(community: Community): readonly Finding[] {
  const path = ['communities', community.id];
  const findings: Finding[] = [];
  if (community.name.trim() === '') findings.push(error([...path, 'name'], 'community.no-name'));
  if (!isZone(community.zone)) {
    findings.push(error([...path, 'zone'], 'community.unknown-zone', { zone: community.zone }));
  }
  for (const [setting, days] of Object.entries({ ...community.settings })) {
    if (!Number.isInteger(days) || days < 0 || days > mostDays) {
      findings.push(error([...path, 'settings', setting], 'community.bad-setting', { setting, days, most: mostDays }));
    }
  }
  return [...findings, ...ownRoleFindings(community)];
}

function ownRoleFindings({ id, ownRoles }: Community): readonly Finding[] {
  const seen = new Set<string>();
  return ownRoles.flatMap(({ role, name }, index) => {
    const path = ['communities', id, 'ownRoles', index];
    const findings: Finding[] = [];
    if (!isRoleId(role)) findings.push(error(path, 'community.bad-role-id', { role }));
    else if (isBuiltInRole(role)) findings.push(error(path, 'community.role-is-built-in', { role }));
    else if (seen.has(role)) findings.push(error(path, 'community.role-twice', { role }));
    if (name.trim() === '') findings.push(error([...path, 'name'], 'community.role-without-name', { role }));
    seen.add(role);
    return findings;
  });
}

/** Two communities with one slug, in the order given: the second is the one that is told. */
export function validateSlugs(communities: readonly Community[]): readonly Finding[] {
  const seen = new Set<string>();
  return communities.flatMap(({ id }) => {
    const twice = seen.has(id);
    seen.add(id);
    return twice ? [error(['communities', id], 'community.twice', { community: id })] : [];
  });
}
