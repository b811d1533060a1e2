import type { ActTx } from '../acts/act.ts';
import type { StagedRun } from './stage-source-run.ts';

/** Column of person_name, name of the field, and the field of the source's shape that tells whether it is carried at all. */
const fields = [
  ['given_name', 'givenName'],
  ['family_name', 'familyName'],
  ['display_name', 'displayName'],
  ['email', 'email'],
  ['preferred_language', 'preferredLanguage'],
  ['organization', 'organization'],
  ['phone_number', 'phoneNumber'],
] as const;
const alwaysTold: readonly string[] = ['givenName', 'familyName', 'displayName'];

/** New people with their names and records; what known ones are now told to be called; records that changed, came back or went. */
export async function applyPeople({ client }: ActTx, run: StagedRun): Promise<void> {
  const { source, mode } = run.settings;
  await client.query(`insert into person (id) select person from judged where status = 'new'`);
  await client.query(
    `insert into person_name (person, given_name, family_name, display_name, email, email_folded, preferred_language, organization, phone_number, search)
     select person, given_name, family_name, display_name, email, email_folded, coalesce(preferred_language, 'fr'), organization, phone_number, search
     from judged where status = 'new'`,
  );
  await client.query(`insert into written select person, null, 'created', null from judged where status = 'new'`);
  await applyNames(client, run);
  if (mode === 'import') return;
  await client.query(
    `insert into person_record (source, external_id, person, login, active, digest)
     select $1, external_id, person, login, active, case when n in (select n from unfinished) then ''::bytea else digest end
     from judged where status in ('new', 'changed', 'reappeared')
     on conflict (source, external_id) do update set login = excluded.login, active = excluded.active, digest = excluded.digest, gone_at = null`,
    [source],
  );
  await client.query(
    `update person_record r set gone_at = clock_timestamp() from vanished v where r.source = $1 and r.external_id = v.external_id`,
    [source],
  );
}

/** A field that the source does not carry is unknown, not empty: what is known stays. */
async function applyNames(client: ActTx['client'], { settings, shape }: StagedRun): Promise<void> {
  const carried = (field: string): boolean => alwaysTold.includes(field) || (shape?.filled[field] ?? 0) > 0;
  const after = (column: string, field: string): string => {
    if (column === 'email')
      return carried(field)
        ? 'case when j.clash then n.email else j.email end'
        : 'coalesce(case when not j.clash then j.email end, n.email)';
    if (column === 'preferred_language' || !carried(field)) return `coalesce(j.${column}, n.${column})`;
    return `j.${column}`;
  };
  const folded = `case when new_email is not distinct from n.email then n.email_folded else new_email_folded end`;
  const changes = fields.map(
    ([column, field]) => `case when n.${column} is distinct from ${after(column, field)} then '${field}' end`,
  );
  const vouched = settings.mode === 'import' ? 'and not j.vouched' : '';
  await client.query(
    `with compared as (
       select j.person, j.email_folded as new_email_folded, j.search, array_remove(array[${changes.join(', ')}], null) as changed,
         ${fields.map(([column, field]) => `${after(column, field)} as new_${column}`).join(', ')}
       from judged j join person_name n on n.person = j.person where j.status in ('changed', 'reappeared') ${vouched}
     ), changed as (
       update person_name n set ${fields.map(([column]) => `${column} = new_${column}`).join(', ')}, email_folded = ${folded}, search = c.search
       from compared c where n.person = c.person and c.changed <> '{}' returning n.person, c.changed
     )
     insert into written select person, null, 'field', unnest(changed) from changed`,
  );
}

/**
 * People whom no source vouches for any more depart; those whom this one tells again return. A suspension is a person's act and stays.
 * Somebody whom a person has let depart is not fetched back by a record that was there all the time.
 */
export async function applyStates({ client, act }: ActTx, run: StagedRun): Promise<void> {
  if (run.settings.mode === 'import') return;
  await client.query(
    `with concerned as (
       select person, false as back from vanished
       union select person, status = 'reappeared' or (was_active is false and active) from judged where status in ('new', 'changed', 'reappeared')
     ), judged_states as (
       select p.id, p.state, c.back, exists (select from person_record r where r.person = p.id and r.gone_at is null and r.active) as vouched
       from (select person, bool_or(back) as back from concerned group by person) c join person p on p.id = c.person
     ), moved as (
       update person p set state = s.next, state_act = $1
       from (select id, case when state = 'active' and not vouched then 'departed' when state = 'departed' and vouched and back then 'active' end as next
             from judged_states) s
       where p.id = s.id and s.next is not null returning p.id, p.state
     ), kept as (
       insert into person_state (person, state, act) select id, state, $1 from moved
     )
     insert into written select id, null, case state when 'departed' then 'departed' else 'returned' end, null from moved`,
    [act],
  );
}
