import type { CommunityId, PersonId } from '@passerelle/model';
import type { Engine } from '../setup.ts';

/** What a targeted plan looks at. */
export interface PlanScope {
  readonly communities: readonly CommunityId[];
  readonly people: readonly PersonId[];
  /** Changes that this plan takes into account. */
  readonly changes: readonly number[];
  /** Boundaries of validity were looked at until this instant. */
  readonly boundariesUntil: Date | null;
}

const atOnce = 20_000;

/** Claims whose first or last day passed in some community between two instants. */
const boundaries = `
  with claim as (
    select community, person, from_date, until_date from membership where recorded_until = 'infinity'
    union all
    select community, person, from_date, until_date from assignment where recorded_until = 'infinity'
    union all
    select t.community, t.person, t.meeting - (c.settings->>'rotationBefore')::int, t.meeting + (c.settings->>'rotationAfter')::int
      from rotation_turn t join community c on c.id = t.community and c.recorded_until = 'infinity' where t.recorded_until = 'infinity')
  select distinct k.community, k.person
    from claim k join community c on c.id = k.community and c.recorded_until = 'infinity'
   where k.from_date::timestamp at time zone c.zone > $1 and k.from_date::timestamp at time zone c.zone <= $2
      or (k.until_date + 1)::timestamp at time zone c.zone > $1 and (k.until_date + 1)::timestamp at time zone c.zone <= $2`;

/** What changed since the last plan: by an act, or because a day has begun. Null: nothing. */
export async function unplannedScope(engine: Engine): Promise<PlanScope | null> {
  const { pool } = engine.store;
  const until = new Date(engine.now());
  const seen = await pool.query<{ since: string | null }>(`select settings->>'boundariesUntil' as since from instance`);
  const since = new Date(seen.rows[0]?.since ?? until.getTime() - 24 * 3_600_000);
  const changes = await pool.query<{
    seq: number;
    person: PersonId | null;
    community: CommunityId | null;
  }>(`select c.seq, c.person, c.community from change c where c.plan is null order by c.seq limit ${atOnce}`);
  const due = await pool.query<{ community: CommunityId; person: PersonId }>(boundaries, [since, until]);
  if (changes.rows.length === 0 && due.rows.length === 0) {
    await pool.query(`update instance set settings = settings || jsonb_build_object('boundariesUntil', $1::text)`, [
      until.toISOString(),
    ]);
    return null;
  }
  const touched = [...changes.rows, ...due.rows];
  const people = new Set(touched.flatMap(({ person }) => person ?? []));
  const communities = new Set(touched.flatMap(({ community }) => community ?? []));
  const whole = new Set(
    changes.rows.filter(({ person }) => person === null).flatMap(({ community }) => community ?? []),
  );
  const everywhere = changes.rows.filter(({ community }) => community === null).flatMap(({ person }) => person ?? []);
  const widened = await pool.query<{ community: CommunityId; person: PersonId }>(
    `select community, person from membership where recorded_until = 'infinity' and (community = any($1) or person = any($2::uuid[]))
     union select community, person from made_membership where community = any($1) or person = any($2::uuid[])
     union select community, person from made_person_grant where community = any($1) or person = any($2::uuid[])`,
    [[...whole], everywhere],
  );
  for (const row of widened.rows) {
    if (whole.has(row.community)) people.add(row.person);
    communities.add(row.community);
  }
  const below = await pool.query<{ id: CommunityId }>(
    `select id from community where recorded_until = 'infinity' and parent = any($1)`,
    [[...communities]],
  );
  for (const { id } of below.rows) communities.add(id);
  return {
    communities: [...communities].sort(),
    people: [...people].sort(),
    changes: changes.rows.map(({ seq }) => seq),
    boundariesUntil: until,
  };
}
