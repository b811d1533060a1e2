import { foldAddress, type Person, type PersonId, type SourceId } from '@passerelle/model';
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../transaction.ts';
import { selectPeople, toPerson, type PersonRow } from './person-row.ts';

type Db = Pick<Tx, 'db'>;

async function select({ db }: Db, where: RawBuilder<unknown>): Promise<readonly Person[]> {
  const { rows } = await sql<PersonRow>`${selectPeople} where ${where} order by p.id`.execute(db);
  return rows.map(toPerson);
}

export async function findPerson(db: Db, id: PersonId): Promise<Person | null> {
  const [person] = await select(db, sql`p.id = ${id}`);
  return person ?? null;
}

/** Everybody with this address, however it is written. More than one is possible: an address is no identity. */
export const findPeopleByAddress = (db: Db, email: string): Promise<readonly Person[]> =>
  select(db, sql`n.email_folded = ${foldAddress(email)}`);

/** The person of a source's record, be it gone by now. */
export async function findPersonByRecord(db: Db, source: SourceId, externalId: string): Promise<Person | null> {
  const [person] = await select(
    db,
    sql`p.id = (select person from person_record where source = ${source} and external_id = ${externalId})`,
  );
  return person ?? null;
}

/** Everybody who logs in so at a source (at any source, when none is named). Capital letters do not matter. */
export const findPeopleByLogin = (db: Db, login: string, source?: SourceId): Promise<readonly Person[]> =>
  select(
    db,
    sql`p.id in (select person from person_record where lower(login) = ${login.toLowerCase()} and gone_at is null
        and (${source ?? null}::text is null or source = ${source ?? null}))`,
  );
