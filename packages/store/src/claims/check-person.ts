import { message, type Person, type PersonId } from '@passerelle/model';
import { findPerson } from '../people/find-person.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Tx } from '../transaction.ts';

/** Somebody who can be given something. @throws Refusal */
export async function presentPerson(db: Pick<Tx, 'db'>, id: PersonId): Promise<Person> {
  const person = await findPerson(db, id);
  if (person === null) throw new Refusal(message('store.person-unknown', { person: id }));
  if (person.state === 'departed') throw new Refusal(message('store.person-departed', { person: id }));
  return person;
}
