import { knowsRole } from '../access.ts';
import type { Community } from '../community.ts';
import type { CommunityId } from '../ids.ts';
import type { Assignment, Membership } from '../membership.ts';
import { lastDayOf, overlaps } from '../validity.ts';
import { claimIndex, type ClaimIndex } from './claim-index.ts';
import { error, warning, type Finding } from './finding.ts';
import { overlapFindings, periodFindings } from './validate-periods.ts';

type Communities = ReadonlyMap<CommunityId, Community>;

/** Memberships: dates, overlaps within one origin, and members of a working group who never belong to its parent. */
export function validateMemberships(communities: Communities, memberships: readonly Membership[]): readonly Finding[] {
  const members = claimIndex(memberships);
  const each = memberships.flatMap((claim, index) => {
    const path = ['memberships', index];
    const { community } = claim;
    const known = communities.get(community);
    if (known === undefined) return [error(path, 'claim.unknown-community', { community })];
    const { parent } = known;
    const outside = parent === null || !communities.has(parent) ? [] : outsideFindings(claim, parent, members, path);
    return [...periodFindings(claim, path), ...outside];
  });
  return [...each, ...overlapFindings(memberships, 'memberships', () => '')];
}

/** A working group's member who is never in its parent meanwhile, or no longer at the end: what they have in the group ends with the parent. */
function outsideFindings(
  claim: Membership,
  parent: CommunityId,
  members: ClaimIndex<Membership>,
  path: Finding['path'],
): readonly Finding[] {
  const { person, community } = claim;
  const meanwhile = members.of(parent, person).filter((membership) => overlaps(membership, claim));
  if (meanwhile.length === 0) return [warning(path, 'membership.not-in-parent', { person, community, parent })];
  const until = lastDayOf(meanwhile);
  if (until === null || (claim.until !== null && claim.until <= until)) return [];
  return [warning([...path, 'until'], 'membership.outlasts-parent', { person, community, parent, until })];
}

/** Assignments: dates, overlaps, roles that exist, holders who are members, deputies of somebody who holds the role. */
export function validateAssignments(
  communities: Communities,
  memberships: readonly Membership[],
  assignments: readonly Assignment[],
): readonly Finding[] {
  const members = claimIndex(memberships);
  const holders = claimIndex(assignments.filter((claim) => claim.deputyFor === null));
  const each = assignments.flatMap((claim, index) => {
    const path = ['assignments', index];
    const { person, role, community } = claim;
    const known = communities.get(community);
    if (known === undefined) return [error(path, 'claim.unknown-community', { community })];
    if (!knowsRole(known, role)) return [error([...path, 'role'], 'role.unknown', { role, community })];
    const isMember = members.of(community, person).some((membership) => overlaps(membership, claim));
    return [
      ...periodFindings(claim, path),
      ...(isMember ? [] : [warning(path, 'assignment.no-membership', { person, role, community })]),
      ...deputyFindings(claim, holders, [...path, 'deputyFor']),
    ];
  });
  const same = ({ role, deputyFor }: Assignment): string => `${role} ${deputyFor ?? ''}`;
  return [...each, ...overlapFindings(assignments, 'assignments', same)];
}

function deputyFindings(claim: Assignment, holders: ClaimIndex<Assignment>, path: Finding['path']): readonly Finding[] {
  const { person, role, community, deputyFor, from, until } = claim;
  if (deputyFor === null) return [];
  if (deputyFor === person) return [error(path, 'deputy.of-oneself', { person, role })];
  const held = holders.of(community, deputyFor).filter((held) => held.role === role && overlaps(held, claim));
  if (held.length === 0) return [error(path, 'deputy.of-nobody', { person, holder: deputyFor, role })];
  const starts = held.some((holding) => holding.from <= from);
  const lasts = held.some((holding) => holding.until === null || (until !== null && until <= holding.until));
  return starts && lasts ? [] : [warning(path, 'deputy.outlasts', { person, holder: deputyFor, role })];
}
