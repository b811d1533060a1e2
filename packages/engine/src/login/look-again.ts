import type { CommunityId, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';

/**
 * Has the next plan look at this person there, though nobody wrote anything. It goes under the act that touched them last, whose approval what follows from
 * it carries.
 */
export async function lookAgain(client: PoolClient, person: PersonId, community: CommunityId): Promise<void> {
  await client.query(
    `insert into change (act, person, community)
     select (select act from change where person = $1 and (community = $2 or community is null) order by seq desc limit 1), $1, $2`,
    [person, community],
  );
}
