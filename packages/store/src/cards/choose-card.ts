import {
  cardFields,
  defaultCardChoice,
  message,
  type CardChoice,
  type CommunityId,
  type PersonId,
} from '@passerelle/model';
import { sql } from 'kysely';
import type { ActTx } from '../acts/act.ts';
import { presentPerson } from '../claims/check-person.ts';
import { readMemberships } from '../claims/read-claims.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Tx } from '../transaction.ts';

export interface CardKey {
  readonly person: PersonId;
  readonly community: CommunityId;
}

/** What somebody agreed to show in a community; what holds where they were never asked, if they were not. */
export async function getCardChoice({ db }: Pick<Tx, 'db'>, { person, community }: CardKey): Promise<CardChoice> {
  const { rows } = await sql<CardChoice>`select listed, shown from card_choice
    where person = ${person} and community = ${community} and recorded_until = 'infinity'`.execute(db);
  return rows[0] ?? defaultCardChoice;
}

/** Of everybody in a community who has chosen. */
export async function listCardChoices(
  { db }: Pick<Tx, 'db'>,
  community: CommunityId,
): Promise<ReadonlyMap<PersonId, CardChoice>> {
  const { rows } = await sql<CardChoice & { person: PersonId }>`select person, listed, shown from card_choice
    where community = ${community} and recorded_until = 'infinity'`.execute(db);
  return new Map(rows.map(({ person, listed, shown }) => [person, { listed, shown }]));
}

/** Writes down what a member agreed to show. False: they had agreed to just that. @throws Refusal of somebody who has never been a member there */
export async function chooseCard(tx: ActTx, key: CardKey, { listed, shown }: CardChoice): Promise<boolean> {
  const { person, community } = key;
  await lock(tx, `card:${community}/${person}`);
  await presentPerson(tx, person);
  if ((await readMemberships(tx, { people: [person], communities: [community] })).length === 0)
    throw new Refusal(message('store.card-no-member', { person, community }));
  const wanted = cardFields.filter((field) => shown.includes(field));
  const before = await getCardChoice(tx, key);
  if (before.listed === listed && before.shown.join() === wanted.join()) return false;
  await sql`update card_choice set recorded_until = clock_timestamp()
    where person = ${person} and community = ${community} and recorded_until = 'infinity'`.execute(tx.db);
  await sql`insert into card_choice (person, community, listed, shown, act, recorded_from)
    values (${person}, ${community}, ${listed}, ${[...wanted]}::text[], ${tx.act},
      coalesce((select max(recorded_until) from card_choice where person = ${person} and community = ${community}), clock_timestamp()))`.execute(
    tx.db,
  );
  // The names of the fields, never what is in them.
  tx.audit({ action: 'card.chosen', person, community, data: { listed, shown: wanted } });
  tx.touch(person, community);
  return true;
}
