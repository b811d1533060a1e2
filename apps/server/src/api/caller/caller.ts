import type { MyCommunity } from '@passerelle/engine';
import type { CommunityId, Person } from '@passerelle/model';

/** Somebody who has said who they are, and what they are here. */
export interface Known {
  readonly kind: 'known';
  readonly person: Person;
  /** What a change by this browser must bring along; null: a program with an access token, which no other site can send. */
  readonly csrf: string | null;
  readonly isAdministrator: boolean;
  readonly isAuditor: boolean;
  /** Where they stand now; asked once. */
  readonly mine: () => Promise<readonly MyCommunity[]>;
}
export type Caller = Known | { readonly kind: 'nobody' };

export type Caring = 'technicien' | 'coordinateur';

/** The communities in which they hold one of these roles now. */
export async function lookedAfterBy(
  caller: Known,
  roles: readonly Caring[] = ['technicien', 'coordinateur'],
): Promise<readonly CommunityId[]> {
  const mine = await caller.mine();
  return mine
    .filter(({ stations }) => stations.some((station) => roles.some((role) => station === `role:${role}`)))
    .map(({ community }) => community.id);
}

/** What somebody may read of: everything, or what these communities hold. */
export async function readable(caller: Known): Promise<readonly CommunityId[] | 'everything'> {
  return caller.isAdministrator || caller.isAuditor ? 'everything' : lookedAfterBy(caller);
}
