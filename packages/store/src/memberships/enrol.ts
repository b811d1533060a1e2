import {
  claimId,
  localDateAt,
  message,
  originKey,
  type ClaimId,
  type CommunityId,
  type LocalDate,
  type Membership,
  type Origin,
  type Participation,
  type PersonId,
} from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { presentPerson } from '../claims/check-person.ts';
import { readMemberships } from '../claims/read-claims.ts';
import { changeClaim, openClaim } from '../claims/versions.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { newId } from '../ids.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';

export interface Enrolment {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly participation: Participation;
  /** Default: today in the community's zone; for a membership that exists, the day that it has. */
  readonly from?: LocalDate;
  /** Last day. Null: open. Default: open; for a membership that exists, the end that it has. */
  readonly until?: LocalDate | null;
  readonly origin: Origin;
  /** Epoch milliseconds, for "today". */
  readonly at: number;
}
export interface Enrolled {
  readonly claim: ClaimId;
  readonly outcome: 'enrolled' | 'changed' | 'unchanged';
}

/**
 * Claims a membership for an origin. One that lasts, or has not begun, is changed (participation, dates); after an end a new claim is made, and the old
 * one stays as it was. @throws Refusal
 */
export async function enrol(tx: ActTx, enrolment: Enrolment): Promise<Enrolled> {
  const { person, community, participation, origin, at } = enrolment;
  await lock(tx, `claim:${community}/${person}`);
  await presentPerson(tx, person);
  const today = localDateAt(at, (await getCommunity(tx, community)).zone);
  const from = enrolment.from ?? today;
  const own = (await readMemberships(tx, { people: [person], communities: [community] })).filter(
    (claim) => originKey(claim.origin) === originKey(origin),
  );
  // What the new period touches; without a given first day, whatever has not ended by today.
  const touched = own.filter(
    (claim) =>
      (claim.until === null || claim.until >= from) &&
      (enrolment.from === undefined || claim.from <= (enrolment.until ?? claim.from)),
  );
  const [claim, ...more] = touched;
  if (more[0]) throw overlap(more[0]);
  if (claim) return change(tx, claim, enrolment);
  const until = enrolment.until ?? null;
  if (until !== null && until < from) throw new Refusal(message('store.backwards', { from, until }));
  const id = claimId(newId());
  await openClaim(tx, 'membership', {
    id,
    person,
    community,
    participation,
    origin: originKey(origin),
    from_date: from,
    until_date: until,
  });
  tx.audit({
    action: 'membership.enrolled',
    person,
    community,
    data: { claim: id, participation, from, until, origin: originKey(origin) },
  });
  tx.touch(person, community);
  return { claim: id, outcome: 'enrolled' };
}

const overlap = ({ person, community, from, until }: Membership): Refusal =>
  new Refusal(message('store.overlap', { person, community, from, until: until ?? '…' }));

async function change(tx: ActTx, claim: Membership, enrolment: Enrolment): Promise<Enrolled> {
  const from = enrolment.from ?? claim.from;
  const until = enrolment.until === undefined ? claim.until : enrolment.until;
  const { participation } = enrolment;
  if (until !== null && until < from) throw new Refusal(message('store.backwards', { from, until }));
  if (claim.participation === participation && claim.from === from && claim.until === until) {
    return { claim: claim.id, outcome: 'unchanged' };
  }
  const ended = until !== claim.until && until !== null;
  await changeClaim(tx, 'membership', claim.id, { participation, from_date: from, until_date: until }, ended);
  const { person, community } = claim;
  const before = { participation: claim.participation, from: claim.from, until: claim.until };
  const after = { participation, from, until };
  tx.audit({ action: 'membership.changed', person, community, data: { claim: claim.id, before, after } });
  tx.touch(person, community);
  return { claim: claim.id, outcome: 'changed' };
}
