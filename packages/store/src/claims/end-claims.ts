import { addDays, localDateAt, message, type Assignment, type LocalDate, type Membership } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { Refusal } from '../refusal/refusal.ts';
import { readAssignments, readMemberships } from './read-claims.ts';
import { changeClaim, closeClaim } from './versions.ts';

/** When a claim ends: on a last day, or now: then its last day was yesterday, in the community's zone. `at` in epoch milliseconds. */
export type End = { readonly until: LocalDate } | { readonly at: number };

/**
 * Gives memberships and assignments their end. One that would end before it begins is closed altogether; one that ends then already, or earlier, is
 * left as it is unless a later last day was asked for by date. Returns how many changed. @throws Refusal for an id that is no current claim
 */
export async function endClaims(tx: ActTx, ids: readonly string[], end: End): Promise<number> {
  const memberships = await readMemberships(tx, { ids });
  const assignments = await readAssignments(tx, { ids });
  const known = new Set<string>([...memberships, ...assignments].map((claim) => claim.id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) throw new Refusal(...unknown.map((claim) => message('store.claim-unknown', { claim })));
  let changed = 0;
  for (const claim of memberships) if (await endClaim(tx, 'membership', claim, end)) changed += 1;
  for (const claim of assignments) if (await endClaim(tx, 'assignment', claim, end)) changed += 1;
  return changed;
}

export async function endClaim(
  tx: ActTx,
  table: 'membership' | 'assignment',
  claim: Membership | Assignment,
  end: End,
): Promise<boolean> {
  const until =
    'until' in end ? end.until : addDays(localDateAt(end.at, (await getCommunity(tx, claim.community)).zone), -1);
  if (claim.until === until || ('at' in end && claim.until !== null && claim.until < until)) return false;
  const what = { person: claim.person, community: claim.community };
  const role = 'role' in claim ? { role: claim.role } : {};
  if (until < claim.from) {
    await closeClaim(tx, table, claim.id);
    tx.audit({ action: `${table}.withdrawn`, ...what, data: { claim: claim.id, ...role } });
  } else {
    await changeClaim(tx, table, claim.id, { until_date: until }, true);
    tx.audit({ action: `${table}.ended`, ...what, data: { claim: claim.id, until, ...role } });
  }
  tx.touch(claim.person, claim.community);
  return true;
}
