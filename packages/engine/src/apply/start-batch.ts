import type { BatchOperation } from '@passerelle/connector-kit';
import type { Engine } from '../setup.ts';
import type { ReadyBatch, ReadyOperation } from './ready.ts';

export interface Started {
  readonly attempt: string;
  readonly operations: readonly (BatchOperation & { readonly ready: ReadyOperation })[];
}

/**
 * Commits, before anything is sent, that these operations are being tried, and by whom. Those whose person or community was changed since the plan
 * was made are superseded here: the next plan knows better. What another plan has done meanwhile is not sent again. Null when none is left.
 */
export async function startBatch(engine: Engine, batch: ReadyBatch, worker: string): Promise<Started | null> {
  const attempt = engine.uuid();
  const ids = batch.operations.map((operation) => operation.id);
  return engine.store.transaction(async ({ client }) => {
    const superseded = await client.query<{ id: string; plan: string }>(
      `update operation o set state = 'superseded', ended_at = clock_timestamp()
         from plan p
        where o.id = any($1::uuid[]) and o.state = 'planned' and p.id = o.plan
          and exists (
            select from change c
             where c.xact >= pg_snapshot_xmin(p.snapshot) and not pg_visible_in_snapshot(c.xact, p.snapshot)
               and (c.person = o.person and (o.kind = 'account' or c.community is null or c.community = o.community)
                 or c.person is null and c.community = o.community))
        returning o.id, o.plan`,
      [ids],
    );
    for (const row of superseded.rows) {
      await client.query(
        `insert into audit (actor, action, operation, data) values ('engine', 'operation.superseded', $1, '{"because": "written-since"}') on conflict do nothing`,
        [row.id],
      );
    }
    // Two plans that were made side by side (somebody's command and the worker) hold the same change. What was read since then knows better, though.
    const done = await client.query<{ id: string }>(
      `update operation o set state = 'already', ended_at = clock_timestamp()
         from plan p
        where o.id = any($1::uuid[]) and o.state = 'planned' and o.hold is null and p.id = o.plan
          and (
            select e.verb = o.verb and e.change = o.change from operation e
             where e.person = o.person and e.target = o.target and e.kind = o.kind and e.key = o.key and e.plan <> o.plan
               and e.state in ('applied', 'already') and e.ended_at > p.created_at
               and not exists (select from observation b where b.target = e.target and b.started_at > e.ended_at)
             order by e.ended_at desc limit 1)
        returning o.id`,
      [ids],
    );
    for (const row of done.rows) {
      await client.query(
        `insert into audit (act, actor, action, person, community, target, operation, data)
         select p.act, 'engine', 'operation.already', o.person, o.community, o.target, o.id, '{"because": "done-by-another-plan"}'
           from operation o join plan p on p.id = o.plan where o.id = $1
         on conflict do nothing`,
        [row.id],
      );
    }
    const started = await client.query<{ id: string; earlier: boolean }>(
      `update operation set state = 'running', attempt = $2, attempts = attempts + 1, worker = $3, started_at = clock_timestamp()
        where id = any($1::uuid[]) and state = 'planned' and hold is null
        returning id,
          -- This operation, or an earlier one of the same kind on the same thing, may have reached the platform without our learning of it.
          exists (
            select from operation e
             where e.target = operation.target and e.kind = operation.kind and e.verb = operation.verb and e.key = operation.key
               and e.uncertain and e.state not in ('applied', 'already')) as earlier`,
      [ids, attempt, worker],
    );
    if (started.rows.length === 0) return null;
    const attempted = new Map(started.rows.map((row) => [row.id, row.earlier]));
    const operations = batch.operations.flatMap((ready) => {
      const attemptedBefore = attempted.get(ready.id);
      return attemptedBefore === undefined ? [] : [{ id: ready.id, change: ready.change, attemptedBefore, ready }];
    });
    return { attempt, operations };
  });
}
