import type { Person, PersonId } from '@passerelle/model';
import { readRows } from '../read-rows.ts';
import type { Tx } from '../transaction.ts';
import { personColumns, toPerson, type PersonRow } from './person-row.ts';

/** People with their records, in code unit order of their ids, a batch at a time. `ids`: only these. */
export async function* readPeople(
  tx: Tx,
  { ids }: { readonly ids?: readonly PersonId[] } = {},
): AsyncGenerator<Person, void, undefined> {
  const text = `select ${personColumns} from person p join person_name n on n.person = p.id
    where $1::uuid[] is null or p.id = any($1) order by p.id`;
  for await (const row of readRows<PersonRow>(tx, text, [ids ?? null])) yield toPerson(row);
}
