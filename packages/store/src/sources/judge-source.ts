import type pg from 'pg';
import type { SourceSettings } from './source-record.ts';

/**
 * Judges every staged record of a source, as sets. People are recognised by the record's id and by nothing else.
 * A new record whose address is already somebody's waits for a person: same-address (a match is proposed) or, when that somebody is told by this
 * very source, duplicate-address. Of two new records with one address the first waits no longer than the second is there. A known record that takes
 * somebody's address keeps its old one (`clash`); everything else that it says is taken, so that a departure is never held up by it.
 */
export async function judgeSource(client: Pick<pg.ClientBase, 'query'>, settings: SourceSettings): Promise<void> {
  const anchor = 'lower(s.external_id)';
  const newId =
    settings.personIdFrom === 'anchor'
      ? `case when ${anchor} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and not exists (
           select from person p where p.id::text = ${anchor}) then ${anchor}::uuid else gen_random_uuid() end`
      : 'gen_random_uuid()';
  await client.query(
    `create temp table judged as
     with met as (
       select s.*, r.person as known, r.gone_at is not null as gone, r.active as was_active,
         s.n > f.first as again
       from staged s join (select external_id, min(n) as first from seen group by external_id) f on f.external_id = s.external_id
       left join person_record r on r.source = $1 and r.external_id = s.external_id
     ),
     -- Addresses of our people that this reading moves elsewhere: they are free.
     freed as (
       select m.known as person from met m join person_name n on n.person = m.known
       where not m.again and m.email_folded is distinct from n.email_folded
     ),
     owned as (
       select distinct on (m.n) m.n, n.person as owner,
         exists (select from person_record o where o.source = $1 and o.person = n.person and o.gone_at is null) as told_here
       from met m join person_name n on n.email_folded = m.email_folded and n.person is distinct from m.known
       where not m.again and n.person not in (select person from freed)
         and not exists (select from record_apart a where a.source = $1 and a.external_id = m.external_id)
       order by m.n, n.person
     ),
     twins as (
       select n, row_number() over (partition by email_folded order by (known is null), n) > 1 as second
       from met m where not again and email_folded is not null
         and not exists (select from record_apart a where a.source = $1 and a.external_id = m.external_id)
     ),
     status as (
       select s.*, o.owner, coalesce(t.second, false) or o.owner is not null as clash,
         case when again then 'duplicate-id'
              when known is not null and gone then 'reappeared'
              when known is not null then 'changed'
              when o.told_here or t.second then 'duplicate-address'
              when o.owner is not null then 'same-address'
              else 'new' end as status
       from met s left join owned o on o.n = s.n left join twins t on t.n = s.n
     )
     select s.*, coalesce(known, case when status = 'new' then ${newId} end) as person from status s`,
    [settings.source],
  );
  await client.query('analyze judged');
}
