import type { CommunityId, PersonId } from '../ids.ts';

/** Claims by community and person, so that hundreds of thousands of them are looked up rather than searched. */
export interface ClaimIndex<T> {
  readonly of: (community: CommunityId, person: PersonId) => readonly T[];
}

export function claimIndex<T extends { readonly community: CommunityId; readonly person: PersonId }>(
  claims: readonly T[],
): ClaimIndex<T> {
  const byCommunity = new Map<CommunityId, Map<PersonId, T[]>>();
  for (const claim of claims) {
    const people = byCommunity.get(claim.community) ?? new Map<PersonId, T[]>();
    byCommunity.set(claim.community, people);
    const known = people.get(claim.person);
    if (known) known.push(claim);
    else people.set(claim.person, [claim]);
  }
  return { of: (community, person) => byCommunity.get(community)?.get(person) ?? [] };
}
