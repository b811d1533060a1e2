import { foldAddress, isPersonId, type Person, type PersonId } from '@passerelle/model';
import { sql } from 'kysely';
import type { Tx } from '../transaction.ts';

/*
 * How a file names a person: an address, `ldap:<login>` (the login at a source), or `id:<uuid>` for somebody who has neither or shares them.
 */
const prefixed = /^([a-z0-9][a-z0-9-]{0,62}):(.+)$/;

/** Everybody who answers to each of these names; nobody: an empty list. */
export async function peopleNamed(
  { db }: Pick<Tx, 'db'>,
  refs: Iterable<string>,
): Promise<ReadonlyMap<string, readonly PersonId[]>> {
  const asked = [...new Set(refs)].map((ref) => {
    const [, source = '', name = ''] = prefixed.exec(ref.trim()) ?? [];
    if (source === 'id')
      return { ref, kind: 'id', source: '', name: isPersonId(name.toLowerCase()) ? name.toLowerCase() : '' };
    if (source !== '') return { ref, kind: 'login', source, name: name.toLowerCase() };
    return { ref, kind: 'address', source: '', name: foldAddress(ref) };
  });
  const { rows } = await sql<{ ref: string; people: readonly PersonId[] }>`
    with asked as (select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (ref text, kind text, source text, name text))
    select a.ref, array_agg(distinct found.person::text) as people from asked a, lateral (
      select n.person from person_name n where a.kind = 'address' and n.email_folded = a.name
      union all
      select r.person from person_record r where a.kind = 'login' and r.source = a.source and lower(r.login) = a.name and r.gone_at is null
      union all
      select p.id from person p where a.kind = 'id' and p.id::text = a.name
    ) found group by a.ref`.execute(db);
  const found = new Map(rows.map(({ ref, people }) => [ref, people]));
  return new Map(asked.map(({ ref }) => [ref, found.get(ref) ?? []]));
}

/** A name for each person that leads back to exactly them: the login at a source, else the address, else the id. */
export async function refsOf(db: Pick<Tx, 'db'>, people: readonly Person[]): Promise<ReadonlyMap<PersonId, string>> {
  const candidates = people.map((person) => ({
    id: person.id,
    refs: [
      ...person.records.flatMap(({ source, login }) => (login === null ? [] : [`${source}:${login}`])),
      ...(person.email === null ? [] : [person.email]),
    ],
  }));
  const named = await peopleNamed(
    db,
    candidates.flatMap(({ refs }) => refs),
  );
  return new Map(
    candidates.map(({ id, refs }) => {
      const sure = refs.find((ref) => {
        const answering = named.get(ref) ?? [];
        return answering.length === 1 && answering[0] === id;
      });
      return [id, sure ?? `id:${id}`];
    }),
  );
}
