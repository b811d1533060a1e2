import type { PlanFinding } from '@passerelle/plan';
import type { PoolClient } from 'pg';
import type { Engine } from '../setup.ts';

type Drift = Extract<PlanFinding, { kind: 'drift' }>;

/**
 * Keeps the list of drifts: each shows when it was first seen. One that is no longer seen, in communities that were looked at in this pass, is gone by itself.
 * @param communities looked at; null: all
 */
export async function writeDrift(
  engine: Engine,
  client: PoolClient,
  {
    target,
    drifts,
    communities,
  }: { readonly target: string; readonly drifts: readonly Drift[]; readonly communities: readonly string[] | null },
): Promise<void> {
  const rows = drifts.map((drift) => ({ ...drift, id: engine.uuid() }));
  await client.query(
    `insert into drift (id, target, kind, nature, key, community, person, detail)
     select id, $1, resource, nature, key, community, person, coalesce(detail, '{}')
       from jsonb_to_recordset($2::jsonb) as r(id uuid, resource text, nature text, key text, community text, person uuid, detail jsonb)
     on conflict (target, kind, nature, key) where state = 'open' do update set last_seen = clock_timestamp(), detail = excluded.detail`,
    [target, JSON.stringify(rows)],
  );
  await client.query(
    `update drift d set state = 'gone'
      where d.target = $1 and d.state = 'open' and ($3::text[] is null or d.community = any($3))
        and not exists (
          select from jsonb_to_recordset($2::jsonb) as r(resource text, nature text, key text)
           where r.resource = d.kind and r.nature = d.nature and r.key = d.key)`,
    [target, JSON.stringify(rows), communities],
  );
}
