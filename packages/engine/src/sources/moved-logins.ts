import type { StagedRun } from '@passerelle/store';

/** Logins that were known before and are read again, and how many of them come under another id now: a directory that was loaded anew. */
export async function movedLogins({
  client,
  settings,
}: StagedRun): Promise<{ readonly compared: number; readonly moved: number }> {
  const { rows } = await client.query<{ compared: number; moved: number }>(
    // Among all that is read again, and not among what changed only: there, one account that was made anew would be the whole of it.
    `select count(*)::int as compared, count(*) filter (where not again)::int as moved
       from (select login, external_id in (select external_id from seen) as again
               from person_record where source = $1 and gone_at is null and login is not null) known
      where again or lower(login) in (select lower(login) from staged where login is not null)`,
    [settings.source],
  );
  return rows[0] ?? { compared: 0, moved: 0 };
}
