import type { ActTx } from '../acts/act.ts';
import type { StagedRun } from './stage-source-run.ts';

/** One audit record for each person about whom something was written, and what was touched. Returns how many people. No name and no address is in it. */
export async function writeTrace(tx: ActTx, { settings }: StagedRun): Promise<number> {
  const list = (what: string) =>
    `jsonb_agg(jsonb_build_object('community', community, 'as', detail) order by community, detail) filter (where what = '${what}')`;
  const { rowCount } = await tx.client.query(
    `insert into audit (act, actor, action, person, data)
     select $1, $2, case when bool_or(what = 'created') then 'person.created' when bool_or(what = 'departed') then 'person.departed'
         when bool_or(what = 'returned') then 'person.returned' when bool_or(what = 'field') then 'person.changed' else 'person.claims-changed' end,
       person, jsonb_strip_nulls(jsonb_build_object('source', $3::text, 'fields', jsonb_agg(detail order by detail) filter (where what = 'field'),
         'enrolled', ${list('membership-opened')}, 'changed', ${list('membership-changed')}, 'unenrolled', ${list('membership-ended')},
         'assigned', ${list('assignment-opened')}, 'reassigned', ${list('assignment-changed')}, 'unassigned', ${list('assignment-ended')}))
     from written group by person order by person`,
    [tx.act, tx.actor, settings.source],
  );
  if (rowCount === 0) return 0;
  await tx.client.query(
    'insert into change (act, person, community) select distinct $1::uuid, person, community from written',
    [tx.act],
  );
  tx.wrote();
  return rowCount ?? 0;
}
