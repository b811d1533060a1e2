import type { StagedRun } from '@passerelle/store';

/** Logins that were known before and are read again, and how many of them come under another id now: a directory that was loaded anew. */
export async function movedLogins({
  client,
  settings,
}: StagedRun): Promise<{ readonly compared: number; readonly moved: number }> {
  const { rows } = await client.query<{ compared: number; moved: number }>(
    `select count(*)::int as compared, count(*) filter (where not exists (
              select from staged t where t.external_id = r.external_id))::int as moved
       from person_record r join staged s on lower(s.login) = lower(r.login)
      where r.source = $1 and r.gone_at is null`,
    [settings.source],
  );
  return rows[0] ?? { compared: 0, moved: 0 };
}
