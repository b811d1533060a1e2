import type { Engine, PlanState } from '@passerelle/engine';
import type { CommunityId } from '@passerelle/model';

export interface PlanRow {
  readonly id: string;
  readonly number: number;
  readonly state: PlanState;
  readonly extent: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly approvedBy: string | null;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  /** Of what the asker may see: how many operations are in each state; `held` waits for a person. */
  readonly counts: Readonly<Record<string, number>>;
}
type Row = Omit<PlanRow, 'createdAt' | 'createdBy' | 'approvedBy' | 'expiresAt' | 'endedAt'> & {
  readonly created_at: Date;
  readonly created_by: string;
  readonly approved_by: string | null;
  readonly expires_at: Date;
  readonly ended_at: Date | null;
};

/**
 * Of operation `o`, with `$1` the communities that the asker looks after (null: everything): what concerns one of them, and the accounts of people who
 * are, or were, members there.
 */
export const isVisible = `($1::text[] is null or o.community = any($1)
  or (o.community is null and o.person is not null
      and exists (select from membership m where m.person = o.person and m.community = any($1) and m.recorded_until = 'infinity')))`;

/** Plans, newest first, those that concern these communities (null: all); before a number; one, by its id. */
export async function visiblePlans(
  { store }: Pick<Engine, 'store'>,
  communities: readonly CommunityId[] | null,
  {
    id = null,
    state = null,
    before = null,
    limit,
  }: {
    readonly id?: string | null;
    readonly state?: string | null;
    readonly before?: number | null;
    readonly limit: number;
  },
): Promise<readonly PlanRow[]> {
  const { rows } = await store.pool.query<Row>(
    `select p.id, p.number, p.state, p.extent, p.created_at, p.created_by, p.approved_by, p.expires_at, p.ended_at,
            coalesce((select jsonb_object_agg(s.state, s.n) from (
              select case when o.hold is null then o.state else 'held' end as state, count(*)::int as n
                from operation o where o.plan = p.id and ${isVisible} group by 1) s), '{}') as counts
       from plan p
      where ($2::uuid is null or p.id = $2) and ($3::text is null or p.state = $3) and ($4::bigint is null or p.number < $4)
        and ($1::text[] is null
             or exists (select from operation o where o.plan = p.id and o.community = any($1))
             or coalesce(p.scope->'communities', '[]') ?| $1)
      order by p.number desc limit $5`,
    [communities, id, state, before, limit],
  );
  return rows.map(({ created_at, created_by, approved_by, expires_at, ended_at, ...row }) => ({
    ...row,
    createdAt: created_at,
    createdBy: created_by,
    approvedBy: approved_by,
    expiresAt: expires_at,
    endedAt: ended_at,
  }));
}
