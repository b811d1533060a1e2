import { isPersonId, type Community, type PersonId } from '@passerelle/model';
import { listCommunities, type Store } from '@passerelle/store';

/** Names for the ids that messages carry. */
export interface Names {
  readonly person: (id: string) => string | undefined;
  readonly community: (id: string) => Community | undefined;
}
export const noNames: Names = { person: () => undefined, community: () => undefined };

/** Names of these people, and of all communities. One that was erased is told by its id. */
export async function namesOf(store: Store, people: Iterable<string | null>): Promise<Names> {
  const ids = [...new Set(people)].filter((id): id is PersonId => id !== null && isPersonId(id));
  const { rows } = await store.pool.query<{ person: string; name: string }>(
    `select person, display_name as name from person_name where person = any($1::uuid[])`,
    [ids],
  );
  const names = new Map(rows.map(({ person, name }) => [person, name]));
  const communities = new Map<string, Community>(
    (await listCommunities(store)).map((community) => [community.id, community]),
  );
  return { person: (id) => names.get(id), community: (id) => communities.get(id) };
}
