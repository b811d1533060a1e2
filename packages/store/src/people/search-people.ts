import { message, type CommunityId, type Person } from '@passerelle/model';
import { sql } from 'kysely';
import { Refusal } from '../refusal/refusal.ts';
import type { Tx } from '../transaction.ts';
import { foldName } from './fold-name.ts';
import { selectPeople, toPerson, type PersonRow } from './person-row.ts';

export interface PeopleSearch {
  /** Parts of names or of an address, in any order; at least three letters in all. */
  readonly text: string;
  /** Only people with a claim in one of these communities. Absent: everybody. */
  readonly communities?: readonly CommunityId[];
  /** 1 to 100; default 10. */
  readonly limit?: number;
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** People whose names or address contain every word, accents and capital letters aside; by family name. @throws Refusal */
export async function searchPeople({ db }: Pick<Tx, 'db'>, search: PeopleSearch): Promise<readonly Person[]> {
  const words = foldName(search.text)
    .split(' ')
    .filter((word) => word !== '');
  if (words.join('').length < 3) throw new Refusal(message('store.query-short'));
  const limit = Math.min(Math.max(search.limit ?? 10, 1), 100);
  const patterns = words.map((word) => `%${escapeLike(word)}%`);
  const within =
    search.communities === undefined
      ? sql`true`
      : sql`exists (select from membership m
    where m.person = p.id and m.community = any(${[...search.communities]}) and m.recorded_until = 'infinity')`;
  const { rows } = await sql<PersonRow>`${selectPeople}
    where n.search like all(${patterns}) and ${within}
    order by n.family_name collate "C", n.given_name collate "C", p.id limit ${limit}`.execute(db);
  return rows.map(toPerson);
}
