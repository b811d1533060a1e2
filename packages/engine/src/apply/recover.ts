import type { Engine, EngineTarget } from '../setup.ts';

/**
 * Called by the worker that has just taken a target: whatever is `running` there belongs to a worker that is gone. It is tried again; having been
 * attempted before, what it finds done is recorded as ours.
 */
export async function recoverRunning(engine: Engine, target: EngineTarget): Promise<void> {
  const { rowCount } = await engine.store.pool.query(
    `update operation set state = 'planned', uncertain = true, not_before = null where target = $1 and state = 'running'`,
    [target.id],
  );
  if ((rowCount ?? 0) > 0)
    engine.logger.info(
      { target: target.id, operations: rowCount },
      'operations of a worker that is gone are taken up again',
    );
}

/**
 * Operations that need something which no operation will make any more are cancelled, and say on what they depended: the next plan plans them anew.
 * Called when nothing more can be started: what is still planned without a hold or a date waits for something that does not come.
 */
export async function giveUpDependents(engine: Engine, target: EngineTarget): Promise<void> {
  await engine.store.transaction(async ({ client }) => {
    const { rows } = await client.query<{ id: string; person: string | null; community: string | null }>(
      `update operation o set state = 'cancelled', ended_at = clock_timestamp(), error = '{"code": "dependency"}'
         from plan p
        where p.id = o.plan and p.state = 'applying' and o.target = $1 and o.state = 'planned' and o.hold is null and o.not_before is null
          -- Whatever could still make what it needs: tried again later, or held for a person.
          and not exists (
            select from operation d
             where d.plan = o.plan and d.target = o.target and d.position < o.position and d.state in ('planned', 'running')
               and (d.hold is not null or d.not_before is not null)
               and d.verb in ('create', 'adopt'))
        returning o.id, o.person, o.community`,
      [target.id],
    );
    for (const row of rows) {
      await client.query(
        `insert into audit (actor, action, person, community, target, operation, data)
         values ('engine', 'operation.cancelled', $2, $3, $4, $1, '{"because": "dependency"}') on conflict do nothing`,
        [row.id, row.person, row.community, target.id],
      );
    }
  });
}
