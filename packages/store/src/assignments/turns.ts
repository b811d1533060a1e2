import {
  claimId,
  knowsRole,
  message,
  type CommunityId,
  type LocalDate,
  type PersonId,
  type RoleId,
} from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { presentPerson } from '../claims/check-person.ts';
import { readTurns } from '../claims/read-claims.ts';
import { changeClaim, closeClaim, openClaim } from '../claims/versions.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { newId } from '../ids.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';

export interface TurnKey {
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly meeting: LocalDate;
}

/** Says who holds a role in rotation for a meeting; somebody else who was to hold it is relieved. True: it changed something. @throws Refusal */
export async function setTurn(tx: ActTx, turn: TurnKey & { readonly person: PersonId }): Promise<boolean> {
  const { community, role, meeting, person } = turn;
  await lock(tx, `turn:${community}/${role}`);
  await presentPerson(tx, person);
  if (!knowsRole(await getCommunity(tx, community), role)) {
    throw new Refusal(message('role.unknown', { role, community }));
  }
  const before = await findTurn(tx, turn);
  if (before?.person === person) return false;
  const id = before?.id ?? claimId(newId());
  if (before) {
    await changeClaim(tx, 'rotation_turn', id, { person }, false);
    tx.audit({ action: 'turn.taken', person: before.person, community, data: { claim: id, role, meeting } });
    tx.touch(before.person, community);
  } else await openClaim(tx, 'rotation_turn', { id, community, role, meeting, person });
  tx.audit({ action: 'turn.given', person, community, data: { claim: id, role, meeting } });
  tx.touch(person, community);
  return true;
}

/** Nobody's turn any more. @throws Refusal */
export async function removeTurn(tx: ActTx, turn: TurnKey): Promise<void> {
  const { community, role, meeting } = turn;
  await lock(tx, `turn:${community}/${role}`);
  const before = await findTurn(tx, turn);
  if (before === undefined) throw new Refusal(message('store.turn-unknown', { community, role, date: meeting }));
  await closeClaim(tx, 'rotation_turn', before.id);
  tx.audit({ action: 'turn.taken', person: before.person, community, data: { claim: before.id, role, meeting } });
  tx.touch(before.person, community);
}

async function findTurn(tx: ActTx, { community, role, meeting }: TurnKey) {
  const turns = await readTurns(tx, { communities: [community] });
  return turns.find((turn) => turn.role === role && turn.meeting === meeting);
}
