import { knowsRole } from '../access.ts';
import type { Community } from '../community.ts';
import type { CommunityId, PersonId } from '../ids.ts';
import type { Membership, RotationTurn } from '../membership.ts';
import { coversDay, isLocalDate } from '../validity.ts';
import { claimIndex } from './claim-index.ts';
import { error, warning, type Finding } from './finding.ts';

/** Turns of roles in rotation: one person per role and meeting, a role that exists, somebody who is a member on the day. */
export function validateRotations(
  communities: ReadonlyMap<CommunityId, Community>,
  memberships: readonly Membership[],
  turns: readonly RotationTurn[],
): readonly Finding[] {
  const members = claimIndex(memberships);
  const taken = new Map<string, PersonId>();
  return turns.flatMap((turn, index) => {
    const path = ['turns', index];
    const { community, role, meeting, person } = turn;
    const known = communities.get(community);
    if (known === undefined) return [error(path, 'claim.unknown-community', { community })];
    if (!knowsRole(known, role)) return [error([...path, 'role'], 'role.unknown', { role, community })];
    if (!isLocalDate(meeting)) return [error([...path, 'meeting'], 'period.no-date', { date: meeting })];
    const key = `${community} ${role} ${meeting}`;
    const first = taken.get(key);
    if (first === undefined) taken.set(key, person);
    const twice = first === person ? 'turn.twice' : 'turn.two-people';
    const isMember = members.of(community, person).some((membership) => coversDay(membership, meeting));
    return [
      ...(first === undefined ? [] : [error(path, twice, { role, date: meeting, person, other: first })]),
      ...(isMember ? [] : [warning(path, 'turn.no-membership', { person, role, date: meeting, community })]),
    ];
  });
}
