import { message, type PersonId, type PersonState } from '@passerelle/model';
import { sql } from 'kysely';
import type { ActTx } from '../acts/act.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';

/** Disabled everywhere at once, memberships kept. Nothing to do for somebody who is not active. True: it changed something. @throws Refusal */
export const suspendPerson = (tx: ActTx, person: PersonId): Promise<boolean> =>
  move(tx, person, 'person.suspended', async (state) => (state === 'active' ? 'suspended' : state));

/** Ends a suspension. Somebody whose sources have all let them go meanwhile is departed then. @throws Refusal */
export const resumePerson = (tx: ActTx, person: PersonId): Promise<boolean> =>
  move(tx, person, 'person.resumed', async (state) => {
    if (state !== 'suspended') return state;
    return (await isLetGo(tx, person)) ? 'departed' : 'active';
  });

/** They have left the institution. Their claims stay, so that a departure by mistake is undone by a return. @throws Refusal */
export const departPerson = (tx: ActTx, person: PersonId): Promise<boolean> =>
  move(tx, person, 'person.departed', async () => 'departed');

/** @throws Refusal */
export const returnPerson = (tx: ActTx, person: PersonId): Promise<boolean> =>
  move(tx, person, 'person.returned', async (state) => (state === 'departed' ? 'active' : state));

async function move(
  tx: ActTx,
  person: PersonId,
  action: string,
  next: (state: PersonState) => Promise<PersonState>,
): Promise<boolean> {
  await lock(tx, `person:${person}`);
  const row = await tx.db.selectFrom('person').select('state').where('id', '=', person).executeTakeFirst();
  if (row === undefined) throw new Refusal(message('store.person-unknown', { person }));
  const state = await next(row.state);
  if (state === row.state) return false;
  await tx.db.updateTable('person').set({ state, state_act: tx.act }).where('id', '=', person).execute();
  await tx.db.insertInto('person_state').values({ person, state, act: tx.act }).execute();
  tx.audit({ action, person, data: { before: row.state, after: state } });
  tx.touch(person, null);
  return true;
}

/** Sources knew them, and none does any more. */
async function isLetGo(tx: ActTx, person: PersonId): Promise<boolean> {
  const { rows } = await sql<{ known: number; live: number }>`
    select count(*) as known, count(*) filter (where gone_at is null and active) as live
    from person_record where person = ${person}`.execute(tx.db);
  return (rows[0]?.known ?? 0) > 0 && rows[0]?.live === 0;
}
