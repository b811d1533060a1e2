import { localDateAt, message, originKey, type CommunityId, type Origin, type PersonId } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { endClaim, type End } from '../claims/end-claims.ts';
import { readMemberships } from '../claims/read-claims.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';

export interface Unenrolment {
  readonly person: PersonId;
  readonly community: CommunityId;
  /** Only this origin's claim ends: while another claims the membership, it lives. */
  readonly origin: Origin;
  readonly end: End;
  /** Epoch milliseconds: which claims have ended already. */
  readonly at: number;
}

/** Ends (or, before it began, withdraws) an origin's claim of a membership. Roles are ended apart: see `leavingConsequences` and `endClaims`. @throws Refusal */
export async function unenrol(tx: ActTx, { person, community, origin, end, at }: Unenrolment): Promise<void> {
  await lock(tx, `claim:${community}/${person}`);
  const today = localDateAt(at, (await getCommunity(tx, community)).zone);
  const claims = (await readMemberships(tx, { people: [person], communities: [community] })).filter(
    (claim) => originKey(claim.origin) === originKey(origin) && (claim.until === null || claim.until >= today),
  );
  if (claims.length === 0) {
    throw new Refusal(message('store.membership-unknown', { person, community, origin: originKey(origin) }));
  }
  for (const claim of claims) await endClaim(tx, 'membership', claim, end);
}
