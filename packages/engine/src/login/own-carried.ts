import type { TargetId } from '@passerelle/model';
import type { PoolClient } from 'pg';

/**
 * An answer to a login is good for half an hour, and nobody need tell us that it was used: somebody may come back with it after they were taken out, and be
 * in the group again. What a reading then finds there, and the audit says that a login of the last day carried, is our own hand: it becomes ours, so that
 * the plan after this reading takes it out, where it would be shown as a stranger's otherwise. To be called between a reading and the plan on it.
 * @returns how many memberships became ours
 */
export async function ownCarried(client: Pick<PoolClient, 'query'>, target: TargetId): Promise<number> {
  const { rowCount } = await client.query(
    `insert into made_membership (target, community, person, group_key)
     select distinct n.target, n.community, l.person, n.key
       from audit a
       cross join lateral jsonb_array_elements_text(a.data->'add') as carried (key)
       join native_object n on n.target = a.target and n.kind = 'group' and n.key = carried.key and n.state = 'live'
       join link l on l.target = a.target and l.person = a.person and l.state = 'live'
       join observed o on o.target = a.target and o.kind = 'membership' and o.a = n.native and o.b = l.native and not o.data ? 'gone'
      where a.action = 'login.answered' and a.target = $1 and a.at > clock_timestamp() - interval '1 day'
     on conflict do nothing`,
    [target],
  );
  return rowCount ?? 0;
}
