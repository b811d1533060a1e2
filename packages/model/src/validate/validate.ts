import type { Community } from '../community.ts';
import type { PersonId } from '../ids.ts';
import type { Assignment, Membership, RotationTurn } from '../membership.ts';
import type { PolicyTable } from '../policy.ts';
import { standingsOf } from '../standing.ts';
import type { Finding } from './finding.ts';
import { validateAssignments, validateMemberships } from './validate-claims.ts';
import { validateCommunity, validateSlugs } from './validate-community.ts';
import { validateParents } from './validate-parents.ts';
import { validateCommunityPolicy, validateInstancePolicy } from './validate-policy.ts';
import { validateRotations } from './validate-rotations.ts';
import { validateVacancies } from './validate-vacancies.ts';

/** Everything that the source of truth holds about communities. */
export interface Draft {
  /** The institution's access table. */
  readonly instance: PolicyTable;
  readonly communities: readonly Community[];
  readonly memberships: readonly Membership[];
  readonly assignments: readonly Assignment[];
  readonly turns: readonly RotationTurn[];
  readonly isActive: (person: PersonId) => boolean;
}

/**
 * All that is wrong or worth knowing, at an instant (for vacant roles). Vacancies are only looked for when there is no error:
 * what cannot be read cannot be judged.
 */
export function validate(draft: Draft, at: number): readonly Finding[] {
  const { communities, memberships, assignments, turns } = draft;
  const known = new Map(communities.map((community) => [community.id, community]));
  const findings = [
    ...validateInstancePolicy(draft.instance),
    ...validateSlugs(communities),
    ...validateParents(communities),
    ...communities.flatMap(validateCommunity),
    ...communities.flatMap((community) => validateCommunityPolicy(draft.instance, community)),
    ...validateMemberships(known, memberships),
    ...validateAssignments(known, memberships, assignments),
    ...validateRotations(known, memberships, turns),
  ];
  return hasErrors(findings) ? findings : [...findings, ...vacancies(draft, at)];
}

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.severity === 'error');

function vacancies(draft: Draft, at: number): readonly Finding[] {
  const memberships = Map.groupBy(draft.memberships, (claim) => claim.community);
  const assignments = Map.groupBy(draft.assignments, (claim) => claim.community);
  const turns = Map.groupBy(draft.turns, (turn) => turn.community);
  const viewOf = (community: Community) => ({
    community,
    memberships: memberships.get(community.id) ?? [],
    assignments: assignments.get(community.id) ?? [],
    turns: turns.get(community.id) ?? [],
    isActive: draft.isActive,
  });
  const inParent = new Map<Community['id'], ReadonlySet<PersonId>>();
  const parents = new Set(draft.communities.map((community) => community.parent));
  for (const community of draft.communities) {
    if (!parents.has(community.id)) continue;
    inParent.set(community.id, new Set([...standingsOf(viewOf(community), at)].map(({ person }) => person)));
  }
  return draft.communities.flatMap((community) => {
    const members = community.parent === null ? undefined : inParent.get(community.parent);
    const view = viewOf(community);
    return validateVacancies(members ? { ...view, isInParent: (person) => members.has(person) } : view, at);
  });
}
