import { foldAddress, message, personId, type Person, type PersonId } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { newId } from '../ids.ts';
import { lock } from '../lock.ts';
import { Refusal } from '../refusal/refusal.ts';
import { findPeopleByAddress, findPerson } from './find-person.ts';
import { nameRow, type PersonFields } from './person-fields.ts';

export interface NewPerson extends Partial<PersonFields> {
  /** Default: a new one. */
  readonly id?: PersonId;
  readonly givenName: string;
  readonly familyName: string;
}

/** Somebody whom no source knows. Their address must be nobody else's. @throws Refusal */
export async function createPerson(tx: ActTx, { id = personId(newId()), ...given }: NewPerson): Promise<PersonId> {
  const fields: PersonFields = {
    displayName: `${given.givenName} ${given.familyName}`.trim(),
    email: null,
    preferredLanguage: 'fr',
    organization: null,
    phoneNumber: null,
    ...given,
  };
  if (await findPerson(tx, id)) throw new Refusal(message('store.person-exists', { person: id }));
  await takeAddress(tx, id, fields.email);
  await tx.db.insertInto('person').values({ id }).execute();
  await tx.db
    .insertInto('person_name')
    .values({ person: id, ...nameRow(fields) })
    .execute();
  tx.audit({ action: 'person.created', person: id });
  tx.touch(id, null);
  return id;
}

/** Changes what is told about somebody (a new name, a new address); says which fields changed. @throws Refusal */
export async function changePerson(
  tx: ActTx,
  id: PersonId,
  change: Partial<PersonFields>,
): Promise<readonly (keyof PersonFields)[]> {
  await lock(tx, `person:${id}`);
  const before: Person | null = await findPerson(tx, id);
  if (before === null) throw new Refusal(message('store.person-unknown', { person: id }));
  const after: PersonFields = { ...before, ...change };
  const changed = fieldNames.filter((name) => before[name] !== after[name]);
  if (changed.length === 0) return [];
  if (changed.includes('email')) await takeAddress(tx, id, after.email);
  await tx.db.updateTable('person_name').set(nameRow(after)).where('person', '=', id).execute();
  tx.audit({ action: 'person.changed', person: id, data: { fields: changed } });
  tx.touch(id, null);
  return changed;
}

const fieldNames = [
  'givenName',
  'familyName',
  'displayName',
  'email',
  'preferredLanguage',
  'organization',
  'phoneNumber',
] as const satisfies readonly (keyof PersonFields)[];

async function takeAddress(tx: ActTx, id: PersonId, email: string | null): Promise<void> {
  if (email === null) return;
  await lock(tx, `address:${foldAddress(email)}`);
  const other = (await findPeopleByAddress(tx, email)).find((person) => person.id !== id);
  if (other) throw new Refusal(message('store.address-taken', { address: email, person: other.id }));
}
