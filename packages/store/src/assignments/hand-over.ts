import {
  claimId,
  localDateAt,
  originKey,
  planHandover,
  type CommunityId,
  type LocalDate,
  type Message,
  type PersonId,
  type RoleId,
} from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { changeClaim, openClaim } from '../claims/versions.ts';
import { newId } from '../ids.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';
import { readCommunityView } from '../standings/read-community-view.ts';

export interface HandOver {
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly outgoing: PersonId;
  readonly incoming: PersonId;
  /** First day of the incoming person. */
  readonly date: LocalDate;
  readonly overlap?: number;
  readonly until?: LocalDate | null;
  readonly at: number;
}

/** Passes a role on with no gap, by the rules of the model's `planHandover`; returns what the one who did it should know. @throws Refusal */
export async function handOver(tx: ActTx, { at, ...request }: HandOver): Promise<readonly Message[]> {
  const { community, role, outgoing, incoming } = request;
  for (const person of [outgoing, incoming].sort()) await lock(tx, `claim:${community}/${person}`);
  const view = await readCommunityView(tx, community, at);
  const today = localDateAt(at, view.community.zone);
  const planned = planHandover({ ...request, view, today, id: claimId(newId()) });
  if (planned.kind === 'refused') throw new Refusal(...planned.reasons);
  for (const { claim, until } of planned.ends) {
    await changeClaim(tx, 'assignment', claim, { until_date: until }, true);
    tx.audit({
      action: 'assignment.handed-over',
      person: outgoing,
      community,
      data: { claim, role, until, to: incoming },
    });
    tx.touch(outgoing, community);
  }
  const { id, from, until, origin } = planned.start;
  await openClaim(tx, 'assignment', {
    id,
    person: incoming,
    community,
    role,
    deputy_for: null,
    origin: originKey(origin),
    from_date: from,
    until_date: until,
  });
  tx.audit({
    action: 'assignment.taken-over',
    person: incoming,
    community,
    data: { claim: id, role, from, until, of: outgoing },
  });
  tx.touch(incoming, community);
  return planned.warnings;
}
