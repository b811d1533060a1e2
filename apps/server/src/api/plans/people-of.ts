import type { Engine } from '@passerelle/engine';
import type { CommunityId, PersonId } from '@passerelle/model';

/** Everybody of whom a membership in one of these communities is recorded now, ended or not. */
export async function peopleOf(
  { store }: Pick<Engine, 'store'>,
  communities: readonly CommunityId[],
): Promise<ReadonlySet<PersonId>> {
  const { rows } = await store.pool.query<{ person: PersonId }>(
    `select distinct person from membership where community = any($1) and recorded_until = 'infinity'`,
    [communities],
  );
  return new Set(rows.map(({ person }) => person));
}
