import { message, type PersonId, type SourceId } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { findPerson, findPersonByRecord } from '../people/find-person.ts';
import { Refusal } from '../refusal/refusal.ts';

export interface RecordKey {
  readonly source: SourceId;
  readonly externalId: string;
}

/** Settles "same address": the record is this known person's. It is taken over at the next reading. @throws Refusal */
export async function recordIsPerson(tx: ActTx, key: RecordKey & { readonly person: PersonId }): Promise<void> {
  const { source, externalId, person } = key;
  if ((await findPerson(tx, person)) === null) throw new Refusal(message('store.person-unknown', { person }));
  const owner = await findPersonByRecord(tx, source, externalId);
  if (owner?.id === person) return;
  if (owner) throw new Refusal(message('store.record-taken', { source, externalId }));
  // No digest: whatever the record says is news. Gone until it is read.
  await tx.db
    .insertInto('person_record')
    .values({ source, external_id: externalId, person, digest: Buffer.alloc(0), gone_at: new Date() })
    .execute();
  tx.audit({ action: 'record.matched', person, data: { source } });
  tx.touch(person, null);
}

/** Settles it the other way: the record is somebody else with the same address. A person of their own is made at the next reading. */
export async function recordIsSomebodyElse(tx: ActTx, { source, externalId }: RecordKey): Promise<void> {
  await tx.db
    .insertInto('record_apart')
    .values({ source, external_id: externalId, act: tx.act })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  tx.audit({ action: 'record.set-apart', data: { source } });
}
