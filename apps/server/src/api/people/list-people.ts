import type { CommunityId, PersonId, PersonState } from '@passerelle/model';
import { foldName, type Store } from '@passerelle/store';
import type { Cursor } from '../paging/page.ts';

export interface PersonLine {
  readonly id: PersonId;
  readonly name: string;
  readonly email: string | null;
  readonly state: PersonState;
  readonly organization: string | null;
  /** What they are sorted by: family name, given name. */
  readonly key: string;
}

const pattern = (word: string): string => `%${word.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** People by family name, those after a place in that order; `communities` null: everybody. */
export async function listPeople(
  { pool }: Store,
  {
    text,
    state,
    communities,
    after,
    down,
    limit,
  }: {
    readonly text: string;
    readonly state: PersonState | null;
    readonly communities: readonly CommunityId[] | null;
    readonly after: Cursor | null;
    readonly down: boolean;
    readonly limit: number;
  },
): Promise<readonly PersonLine[]> {
  const words = foldName(text)
    .split(' ')
    .filter((word) => word !== '');
  const [beyond, order] = down ? ['<', 'desc'] : ['>', 'asc'];
  const { rows } = await pool.query<PersonLine>(
    `select * from (
       select p.id, n.display_name as name, n.email, p.state, n.organization, (n.family_name || ' ' || n.given_name) collate "C" as key
         from person p join person_name n on n.person = p.id
        where n.search like all($1::text[]) and ($2::text is null or p.state = $2)
          and ($3::text[] is null or exists (select from membership m where m.person = p.id and m.community = any($3) and m.recorded_until = 'infinity'))
     ) s
      where $4::text is null or (key, id) ${beyond} ($4, $5::uuid)
      order by key ${order}, id ${order} limit $6`,
    [words.map(pattern), state, communities, after?.key ?? null, after?.id ?? null, limit],
  );
  return rows;
}
