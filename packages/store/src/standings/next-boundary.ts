import { localDateAt, startOf, type LocalDate } from '@passerelle/model';
import { sql } from 'kysely';
import type { Tx } from '../transaction.ts';

/**
 * The next instant after `after` (epoch milliseconds) at which some claim begins or ends to hold. Null: none ever. The database finds the next day
 * in each zone; the model says when that day begins there, so that this can never disagree with what it says about standings
 * (where clocks go back over midnight, PostgreSQL's "at time zone" takes the second midnight, the model the first).
 */
export async function nextBoundary({ db }: Pick<Tx, 'db'>, after: number): Promise<number | null> {
  const { rows: zones } = await sql<{ zone: string }>`
    select distinct zone from community where recorded_until = 'infinity'`.execute(db);
  if (zones.length === 0) return null;
  const today = zones.map(({ zone }) => localDateAt(after, zone));
  const earliest = today.reduce((a, b) => (b < a ? b : a));
  // Most claims have neither end before them in any zone: passed over before anything is joined.
  const { rows } = await sql<{ zone: string; day: LocalDate }>`
    with zones as (select * from unnest(${zones.map(({ zone }) => zone)}::text[], ${today}::date[]) as z (zone, today)),
    places as (select c.id, z.zone, z.today, (c.settings ->> 'rotationBefore')::int as before, (c.settings ->> 'rotationAfter')::int as after
      from community c join zones z on z.zone = c.zone where c.recorded_until = 'infinity')
    select zone, min(day) as day from (
      select p.zone, p.today, d.day from places p join membership m on m.community = p.id and m.recorded_until = 'infinity'
          and (m.from_date > ${earliest}::date or m.until_date >= ${earliest}::date),
        lateral (values (m.from_date), (m.until_date + 1)) d (day)
      union all
      select p.zone, p.today, d.day from places p join assignment a on a.community = p.id and a.recorded_until = 'infinity'
          and (a.from_date > ${earliest}::date or a.until_date >= ${earliest}::date),
        lateral (values (a.from_date), (a.until_date + 1)) d (day)
      union all
      select p.zone, p.today, d.day from places p join rotation_turn t on t.community = p.id and t.recorded_until = 'infinity',
        lateral (values (t.meeting - p.before), (t.meeting + p.after + 1)) d (day)
    ) days where day > today group by zone`.execute(db);
  const instants = rows.map(({ zone, day }) => startOf(day, zone));
  return instants.length === 0 ? null : Math.min(...instants);
}
