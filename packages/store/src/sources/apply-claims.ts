import { builtInRoles, participations } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import type { StagedRun } from './stage-source-run.ts';

/** What differs between the two kinds of claims. `extra`: the column that a claim is about, besides person and community. */
interface Kind {
  readonly table: 'membership' | 'assignment';
  readonly column: 'participation' | 'role';
  /** Columns that make two claims the same one. */
  readonly key: string;
  readonly records: string;
  readonly known: string;
  readonly best: string;
}
const membership: Kind = {
  table: 'membership',
  column: 'participation',
  key: 'person, community',
  records: `jsonb_to_recordset(j.memberships) as x (community text, participation text, "from" date, "until" date)`,
  known: `$3::text[] is not null`,
  // Told at two levels (two directory groups): the nearest to the centre.
  best: `array_position(array['core', 'active', 'peripheral'], x.participation)`,
};
const assignment: Kind = {
  table: 'assignment',
  column: 'role',
  key: 'person, community, role',
  records: `jsonb_to_recordset(j.assignments) as x (community text, role text, "from" date, "until" date)`,
  known: `(x.role = any($3::text[]) or exists (select from jsonb_array_elements(c.own_roles) o where o ->> 'role' = x.role))`,
  best: `x.role collate "C"`,
};

export const applyMemberships = (tx: ActTx, run: StagedRun): Promise<void> => applyClaims(tx, run, membership);
export const applyAssignments = (tx: ActTx, run: StagedRun): Promise<void> => applyClaims(tx, run, assignment);

/**
 * Makes the claims of one origin what the judged records say: of people whose record is new, changed, back or gone, and of nobody else. An import only
 * adds and updates: it claims by hand, ends nothing, and leaves dates that it does not tell.
 */
async function applyClaims({ client, act }: ActTx, run: StagedRun, kind: Kind): Promise<void> {
  const isImport = run.settings.mode === 'import';
  const origin = isImport ? 'hand' : `source:${run.settings.source}`;
  const { table, column, key, best } = kind;
  await client.query('drop table if exists pg_temp.wanted, pg_temp.held');
  await client.query(
    `create temp table wanted as
     select distinct on (${key.replaceAll('person', 'j.person').replace('community', 'x.community').replace('role', 'x.role')})
       j.person, x.community collate "C" as community, x.${column}, x."from" as from_date, x."until" as until_date, t.today
     from judged j, lateral ${kind.records} join community c on c.id = x.community and c.recorded_until = 'infinity' join today t on t.community = c.id
     where j.status in ('new', 'changed', 'reappeared') and ($1::uuid is not null) and ($2::text is not null) and ${kind.known}
       and (x."until" is null or x."from" is null or x."from" <= x."until")
     order by ${key.replaceAll('person', 'j.person').replace('community', 'x.community').replace('role', 'x.role')}, ${best}, x."from" nulls first`,
    [act, origin, builtInRoles],
  );
  if (table === 'membership') await wantParents(client, isImport);
  await client.query(
    `create temp table held as
     select m.id, m.person, m.community, m.${column}, m.from_date, m.until_date, t.today from ${table} m join today t on t.community = m.community
     where m.recorded_until = 'infinity' and m.origin = $1 ${table === 'assignment' ? 'and m.deputy_for is null' : ''}
       and (m.until_date is null or m.until_date >= t.today)
       and m.person in (select person from judged where status in ('changed', 'reappeared') union all select person from vanished)`,
    [origin],
  );
  if (!isImport) await endUnwanted(client, act, kind);
  await changeHeld(client, act, kind, isImport);
  await openMissing(client, act, kind, origin);
}

type Client = ActTx['client'];

/**
 * A working group's members are members of the community above it: whoever is told to be in the group, and not in the parent, is wanted there too, at its
 * outermost level and for as long. A source claims that itself, and ends it with the group; an import, which ends nothing, only where nobody claims it yet.
 */
async function wantParents(client: Client, isImport: boolean): Promise<void> {
  const unclaimed = `and not exists (
    select from membership m where m.person = w.person and m.community = c.parent and m.recorded_until = 'infinity'
      and (m.until_date is null or m.until_date >= t.today))`;
  await client.query(
    `insert into wanted (person, community, participation, from_date, until_date, today)
     select w.person, c.parent, $1, case when bool_or(w.from_date is null) then null else min(w.from_date) end,
       case when bool_or(w.until_date is null) then null else max(w.until_date) end, t.today
     from wanted w join community c on c.id = w.community and c.recorded_until = 'infinity' join today t on t.community = c.parent
     where not exists (select from wanted p where p.person = w.person and p.community = c.parent) ${isImport ? unclaimed : ''}
     group by w.person, c.parent, t.today`,
    [participations[0]],
  );
}

const same = (kind: Kind): string =>
  `w.person = h.person and w.community = h.community${kind.table === 'assignment' ? ' and w.role = h.role' : ''}`;
const columnsOf = ({ table }: Kind): string =>
  table === 'membership'
    ? 'id, person, community, participation, origin'
    : 'id, person, community, role, deputy_for, origin';

async function endUnwanted(client: Client, act: string, kind: Kind): Promise<void> {
  const { table, column } = kind;
  await client.query(
    `with unwanted as (select h.* from held h where not exists (select from wanted w where ${same(kind)})),
     closed as (
       update ${table} m set recorded_until = clock_timestamp(), ended_act = case when u.from_date < u.today then m.ended_act else $1 end
       from unwanted u where m.id = u.id and m.recorded_until = 'infinity' returning m.*, u.today
     ), ended as (
       insert into ${table} (${columnsOf(kind)}, from_date, until_date, recorded_from, act, ended_act)
       select ${columnsOf(kind)}, from_date, today - 1, recorded_until, $1, $1 from closed where from_date < today
     )
     insert into written select person, community, '${table}-ended', ${column} from closed`,
    [act],
  );
}

async function changeHeld(client: Client, act: string, kind: Kind, isImport: boolean): Promise<void> {
  const { table, column } = kind;
  const until = isImport ? 'coalesce(w.until_date, h.until_date)' : 'w.until_date';
  await client.query(
    `with changing as (
       select h.id, w.${column}, coalesce(w.from_date, least(h.from_date, ${until})) as from_date, ${until} as until_date from held h join wanted w on ${same(kind)}
       where w.${column} <> h.${column} or coalesce(w.from_date, h.from_date) <> h.from_date or ${until} is distinct from h.until_date
     ), closed as (
       update ${table} m set recorded_until = clock_timestamp() from changing c where m.id = c.id and m.recorded_until = 'infinity'
       returning m.*, c.${column} as new_${column}, c.from_date as new_from, c.until_date as new_until
     ), opened as (
       insert into ${table} (${columnsOf(kind)}, from_date, until_date, recorded_from, act, ended_act)
       select ${columnsOf(kind).replace(column, `new_${column}`)}, new_from, new_until, recorded_until, $1,
         case when new_until is null then null when new_until is distinct from until_date then $1 else ended_act end from closed
     )
     insert into written select person, community, '${table}-changed', new_${column} from closed`,
    [act],
  );
}

async function openMissing(client: Client, act: string, kind: Kind, origin: string): Promise<void> {
  const { table, column } = kind;
  const deputy = table === 'assignment' ? 'null, ' : '';
  const again = table === 'assignment' ? 'and m.role = w.role' : '';
  await client.query(
    `with missing as (
       select w.* from wanted w where not exists (select from held h where ${same(kind)})
         -- One that is over and was told before is no news.
         and not exists (select from ${table} m where m.person = w.person and m.community = w.community ${again} and m.origin = $2
           and m.recorded_until = 'infinity' and m.until_date = w.until_date)
     ), opened as (
       insert into ${table} (${columnsOf(kind)}, from_date, until_date, act)
       select gen_random_uuid(), person, community, ${column}, ${deputy}$2, coalesce(from_date, least(today, until_date)), until_date, $1 from missing
       returning person, community, ${column}
     )
     insert into written select person, community, '${table}-opened', ${column} from opened`,
    [act, origin],
  );
}
