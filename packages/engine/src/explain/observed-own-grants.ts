import type { Level, SpaceKey, TargetId } from '@passerelle/model';
import type { Pool } from 'pg';

/** Where grants go to people: what a target was last seen to give one person in one space of a community. */
export interface OwnGrant {
  readonly space: SpaceKey;
  /** Null: nothing was seen. */
  readonly level: Level | 'other' | null;
  readonly detail: string;
  /** What Passerelle last gave; null: nothing. */
  readonly made: Level | null;
  /** The space was read to its end: nothing seen is nothing there. */
  readonly isRead: boolean;
}

export async function observedOwnGrants(
  pool: Pool,
  { target, person, community }: { readonly target: TargetId; readonly person: string; readonly community: string },
): Promise<readonly OwnGrant[]> {
  const { rows } = await pool.query<OwnGrant>(
    `select s.key as space, o.data->>'level' as level, coalesce(o.data->>'detail', '') as detail, m.level as made,
            exists (select from observed_container c where c.target = s.target and c.container = 'grants:' || s.native and c.state = 'complete') as "isRead"
       from native_object s
       left join link l on l.target = s.target and l.person = $2 and l.state = 'live'
       left join observed o on o.target = s.target and o.kind = 'grant' and o.a = s.native and o.b = l.native and not o.data ? 'gone'
       left join made_person_grant m on m.target = s.target and m.community = s.community and m.person = $2 and m.space_key = s.key
      where s.target = $1 and s.community = $3 and s.kind = 'space' and s.state = 'live' order by s.key`,
    [target, person, community],
  );
  return rows;
}

/** What the person can do in a space, as observed. Null: it cannot be said; a space that is not there gives nothing. */
export function ownLevel(own: readonly OwnGrant[], space: SpaceKey): Level | 'other' | null {
  const grant = own.find((one) => one.space === space);
  if (grant === undefined) return 'none';
  return grant.level ?? (grant.isRead ? 'none' : null);
}
