import { builtInRoles, message, type Message } from '@passerelle/model';
import type pg from 'pg';
import type { SourceFinding, SourceSettings } from './source-record.ts';

const MOST = 250;
type Client = Pick<pg.ClientBase, 'query'>;

/** What a person should look at among the judged records: conflicts, and claims that name what does not exist. */
export async function findingsOf(client: Client, { source }: SourceSettings): Promise<readonly SourceFinding[]> {
  const { rows: refused } = await client.query<{
    external_id: string;
    place: string;
    status: string;
    owner: string | null;
    other: string | null;
  }>(
    `select j.external_id, j.place, case when status in ('changed', 'reappeared') then 'duplicate-address' else status end as status, owner,
       (select min(o.place) from staged o where o.email_folded = j.email_folded and o.n <> j.n) as other
     from judged j where status not in ('new', 'changed', 'reappeared') or clash
     order by n limit ${MOST}`,
  );
  const { rows: claims } = await client.query<{
    external_id: string;
    place: string;
    problem: string;
    community: string;
    role: string | null;
  }>(
    `select external_id, place, problem, community, role from (${badClaims}) bad order by n, community limit ${MOST}`,
    [builtInRoles],
  );
  return [
    ...refused.map((row): SourceFinding => ({
      severity: 'refused',
      message: message(`source.${row.status}`, {
        where: row.place,
        externalId: row.external_id,
        source,
        person: row.owner ?? '',
        other: row.other ?? row.owner ?? '',
      }),
      externalId: row.external_id,
      person: row.owner,
    })),
    ...claims.map((row): SourceFinding => ({
      severity: 'notice',
      message: claimMessage(row),
      externalId: row.external_id,
      person: null,
    })),
    ...(await parentFindings(client)),
  ];
}

/** How many people are told to be in a working group and are not yet in the community above it, where they are then enrolled too. */
async function parentFindings(client: Client): Promise<readonly SourceFinding[]> {
  const { rows } = await client.query<{ community: string; parent: string; count: number }>(
    `select c.id as community, c.parent, count(distinct j.n)::int as count
     from judged j, lateral jsonb_to_recordset(j.memberships) as x (community text) join community c on c.id = x.community and c.recorded_until = 'infinity'
     where j.status in ('new', 'changed', 'reappeared') and c.parent is not null
       and not exists (select from jsonb_to_recordset(j.memberships) as p (community text) where p.community = c.parent)
       and not exists (
         select from membership m where m.person = j.person and m.community = c.parent and m.recorded_until = 'infinity'
           and (m.until_date is null or m.until_date >= current_date))
     group by c.id, c.parent order by c.id`,
  );
  return rows.map(({ community, parent, count }): SourceFinding => ({
    severity: 'notice',
    message: message('source.parent-added', { community, parent, count }),
    externalId: null,
    person: null,
  }));
}

const claimMessage = (row: { place: string; problem: string; community: string; role: string | null }): Message =>
  message(`source.${row.problem}`, { where: row.place, community: row.community, role: row.role ?? '' });

/** Claims of judged records that cannot be made, with why. $1: the built-in roles. */
const badClaims = `
  select * from (
    select j.n, j.external_id, j.place, x.community, x.role,
      case when c.id is null then 'unknown-community'
           when x.role is not null and x.role <> all($1::text[]) and not exists (
             select from jsonb_array_elements(c.own_roles) o where o ->> 'role' = x.role) then 'unknown-role'
           when x."until" < x."from" then 'bad-period' end as problem
    from judged j, lateral (
      select community, null as role, "from", "until" from jsonb_to_recordset(j.memberships) as m (community text, "from" date, "until" date)
      union all
      select community, role, "from", "until" from jsonb_to_recordset(j.assignments) as a (community text, role text, "from" date, "until" date)
    ) x left join community c on c.id = x.community and c.recorded_until = 'infinity'
    where j.status in ('new', 'changed', 'reappeared')
  ) judged_claims where problem is not null`;

/** Records whose claims, or whose address, could not all be taken: they are judged anew at the next reading, though nothing in them changed. */
export async function listUnfinished(client: Client): Promise<void> {
  await client.query('drop table if exists pg_temp.unfinished');
  await client.query('create temp table unfinished (n integer primary key)');
  await client.query(
    `insert into unfinished select n from (${badClaims}) bad union select n from judged where clash and status in ('changed', 'reappeared')`,
    [builtInRoles],
  );
}
