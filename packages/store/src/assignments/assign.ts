import {
  claimId,
  localDateAt,
  message,
  originKey,
  validateAssignments,
  type Assignment,
  type ClaimId,
  type CommunityId,
  type Finding,
  type LocalDate,
  type Origin,
  type PersonId,
  type RoleId,
} from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { presentPerson } from '../claims/check-person.ts';
import { readAssignments, readMemberships } from '../claims/read-claims.ts';
import { changeClaim, openClaim } from '../claims/versions.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { newId } from '../ids.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';

export interface NewAssignment {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly role: RoleId;
  /** Stands in for that person, who must hold the role. Default: holds it. */
  readonly deputyFor?: PersonId | null;
  readonly from?: LocalDate;
  readonly until?: LocalDate | null;
  readonly origin: Origin;
  /** Epoch milliseconds, for "today". */
  readonly at: number;
}
export interface Assigned {
  readonly claim: ClaimId;
  readonly outcome: 'assigned' | 'changed' | 'unchanged';
  readonly warnings: readonly Finding[];
}

/** Gives a role, or a deputyship of it; one that lasts is changed in its dates. @throws Refusal */
export async function assign(tx: ActTx, request: NewAssignment): Promise<Assigned> {
  const { person, community, role, origin } = request;
  const deputyFor = request.deputyFor ?? null;
  await lock(tx, `claim:${community}/${person}`);
  await presentPerson(tx, person);
  const known = await getCommunity(tx, community);
  const today = localDateAt(request.at, known.zone);
  const people = deputyFor === null ? [person] : [person, deputyFor];
  const assignments = await readAssignments(tx, { people, communities: [community] });
  const before = assignments.find(
    (claim) =>
      claim.person === person &&
      claim.role === role &&
      claim.deputyFor === deputyFor &&
      originKey(claim.origin) === originKey(origin) &&
      (claim.until === null || claim.until >= (request.from ?? today)) &&
      (request.from === undefined || claim.from <= (request.until ?? claim.from)),
  );
  const claim: Assignment = {
    id: before?.id ?? claimId(newId()),
    person,
    community,
    role,
    deputyFor,
    origin,
    from: request.from ?? before?.from ?? today,
    until: request.until === undefined ? (before?.until ?? null) : request.until,
  };
  const all = [...assignments.filter((other) => other !== before), claim];
  const memberships = await readMemberships(tx, { people, communities: [community] });
  const findings = validateAssignments(new Map([[community, known]]), memberships, all).filter(
    ({ path }) => path[1] === all.length - 1,
  );
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Refusal(...errors.map((finding) => finding.message));
  if (before && before.from === claim.from && before.until === claim.until) {
    return { claim: claim.id, outcome: 'unchanged', warnings: findings };
  }
  await write(tx, claim, before);
  return { claim: claim.id, outcome: before ? 'changed' : 'assigned', warnings: findings };
}

async function write(tx: ActTx, claim: Assignment, before: Assignment | undefined): Promise<void> {
  const { id, person, community, role, deputyFor, from, until } = claim;
  const origin = originKey(claim.origin);
  if (before) {
    const ended = until !== null && until !== before.until;
    await changeClaim(tx, 'assignment', id, { from_date: from, until_date: until }, ended);
  } else
    await openClaim(tx, 'assignment', {
      id,
      person,
      community,
      role,
      deputy_for: deputyFor,
      origin,
      from_date: from,
      until_date: until,
    });
  const action = before ? 'assignment.changed' : 'assignment.given';
  tx.audit({ action, person, community, data: { claim: id, role, deputyFor, from, until, origin } });
  tx.touch(person, community);
}

export interface Unassignment {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly origin: Origin;
  readonly at: number;
}

/** An origin's current assignments of a role to somebody, deputyships included: what `endClaims` is given to take the role away. @throws Refusal when there is none */
export async function currentAssignments(
  tx: ActTx,
  { person, community, role, origin, at }: Unassignment,
): Promise<readonly Assignment[]> {
  const today = localDateAt(at, (await getCommunity(tx, community)).zone);
  const found = (await readAssignments(tx, { people: [person], communities: [community] })).filter(
    (claim) =>
      claim.role === role &&
      originKey(claim.origin) === originKey(origin) &&
      (claim.until === null || claim.until >= today),
  );
  if (found.length === 0) {
    throw new Refusal(message('store.assignment-unknown', { person, community, role, origin: originKey(origin) }));
  }
  return found;
}
