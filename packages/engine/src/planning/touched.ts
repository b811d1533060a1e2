import type { CommunityId, PersonId } from '@passerelle/model';
import type { PoolClient } from 'pg';
import type { PlanInput } from '@passerelle/plan';

/** Nothing was. */
export const nothingTouched: PlanInput['touched'] = () => false;

/**
 * What was written since a reading began: to the source of truth, or to the platform by our own operations. What the reading says of these may be older
 * than what we know, so they are left to the next round. Without a reading (a plan on what is known) nothing is.
 */
export async function touchedSince(
  client: PoolClient,
  target: string,
  observation: string | null,
): Promise<PlanInput['touched']> {
  if (observation === null) return nothingTouched;
  const { rows } = await client.query<{ person: PersonId | null; community: CommunityId | null }>(
    `select c.person, c.community from observation o join change c
        on c.xact >= pg_snapshot_xmin(o.snapshot) and not pg_visible_in_snapshot(c.xact, o.snapshot) where o.id = $1
     union
     select p.person, p.community from observation o join operation p on p.target = o.target and p.ended_at >= o.started_at where o.id = $1 and o.target = $2
     union
     select p.person, p.community from operation p where p.target = $2 and p.state = 'running'`,
    [observation, target],
  );
  if (rows.length === 0) return nothingTouched;
  const pairs = new Set(rows.map(({ person, community }) => `${person ?? ''}/${community ?? ''}`));
  const anywhere = new Set(rows.flatMap(({ person }) => person ?? []));
  return (person, community) => {
    if (person === null) return community !== null && pairs.has(`/${community}`);
    if (community === null) return anywhere.has(person);
    return pairs.has(`${person}/${community}`) || pairs.has(`${person}/`) || pairs.has(`/${community}`);
  };
}
