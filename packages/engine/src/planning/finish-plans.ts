import type { Engine } from '../setup.ts';

/** A plan is done when nothing of it is left to try; what a guard or a question still holds keeps it open until it is decided or superseded. */
export async function finishPlans(engine: Engine): Promise<void> {
  await engine.store.pool.query(
    `update plan p set state = 'done', ended_at = clock_timestamp()
      where p.state = 'applying'
        and not exists (select from operation o where o.plan = p.id and o.state in ('planned', 'running'))`,
  );
}
