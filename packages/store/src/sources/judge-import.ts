import type pg from 'pg';

/**
 * Judges every staged line of an import, as sets. People are recognised by their address. What a source vouches for is not written over
 * (`vouched`): the line then only adds claims.
 */
export async function judgeImport(client: Pick<pg.ClientBase, 'query'>): Promise<void> {
  await client.query(
    `create temp table judged as
     with owners as (
       select s.n, min(p.person::text)::uuid as person, count(p.person) as people
       from staged s left join person_name p on p.email_folded = s.email_folded group by s.n
     ),
     met as (
       select s.*, o.person as known, o.people, row_number() over (partition by s.email_folded order by s.n) as nth,
         exists (select from person_record r where r.person = o.person and r.gone_at is null) as vouched
       from staged s join owners o on o.n = s.n
     )
     select m.*, null::uuid as owner, false as clash, false as gone, null::boolean as was_active, status,
       case when status in ('new', 'changed') then coalesce(known, gen_random_uuid()) end as person
     from met m, lateral (select case when email_folded is null then 'no-address' when people > 1 then 'ambiguous-address'
       when nth > 1 then 'duplicate-id' when known is null then 'new' else 'changed' end as status) judged`,
  );
  await client.query('analyze judged');
}
