import type { Community, PersonId } from '@passerelle/model';
import { isPersonId } from '@passerelle/model';
import { listCommunities, type Store } from '@passerelle/store';
import type { Names } from '../texts/texts.ts';

/** Names for these people's ids, and all communities. A name that was erased is shown as its id. */
export async function loadNames(store: Store, people: Iterable<string>): Promise<Names> {
  const ids = [...new Set(people)].filter((id): id is PersonId => isPersonId(id));
  const names = new Map<string, string>();
  for (let from = 0; from < ids.length; from += 5_000) {
    const { rows } = await store.pool.query<{ person: string; name: string }>(
      `select person, display_name as name from person_name where person = any($1::uuid[])`,
      [ids.slice(from, from + 5_000)],
    );
    for (const { person, name } of rows) names.set(person, name);
  }
  const communities = new Map<string, Community>(
    (await listCommunities(store)).map((community) => [community.id, community]),
  );
  return { person: (id) => names.get(id), community: (id) => communities.get(id) };
}
