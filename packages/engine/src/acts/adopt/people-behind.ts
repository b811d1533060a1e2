import type { NativeId, PersonId, TargetId } from '@passerelle/model';
import type { Pool, PoolClient } from 'pg';

/**
 * Whose these accounts on a target are: by the link, else by our id on the account, else by an address that is exactly one person's. The last is a
 * guess that a person must see before anything is made of it. Accounts of nobody known are not in the answer.
 */
export async function peopleBehind(
  db: Pool | PoolClient,
  target: TargetId,
  accounts: readonly NativeId[],
): Promise<ReadonlyMap<NativeId, PersonId>> {
  const { rows } = await db.query<{ native: NativeId; person: PersonId }>(
    `select a.native, coalesce(l.person, p.id, n.person) as person
       from unnest($2::text[]) as a (native)
       left join link l on l.target = $1 and l.native = a.native and l.state = 'live'
       left join observed o on o.target = $1 and o.kind = 'account' and o.a = a.native and not o.data ? 'gone'
       left join person p on p.id::text = o.data->>'anchor'
       left join lateral (
         select case when count(*) = 1 then min(person::text)::uuid end as person from person_name
          where email_folded = lower(coalesce(o.data#>>'{profile,email}', case when a.native like '%@%' then a.native end))) n on true
      where coalesce(l.person, p.id, n.person) is not null`,
    [target, accounts],
  );
  return new Map(rows.map(({ native, person }) => [native, person]));
}
