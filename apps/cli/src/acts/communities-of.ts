import type { CommunityId, PersonId } from '@passerelle/model';
import type { Store } from '@passerelle/store';

/** The communities in which something is claimed about a person now. */
export async function communitiesOfPerson({ pool }: Store, person: PersonId): Promise<readonly CommunityId[]> {
  const { rows } = await pool.query<{ community: CommunityId }>(
    `select distinct community from membership where person = $1 and recorded_until = 'infinity' order by community`,
    [person],
  );
  return rows.map(({ community }) => community);
}
