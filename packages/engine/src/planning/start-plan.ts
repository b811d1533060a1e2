import type { Engine } from '../setup.ts';
import { advanceEpoch } from '../apply/mark.ts';
import { wakeTarget } from '../work/wake.ts';

export type StartResult =
  | { readonly started: true }
  /** `expired`: it waited too long, or a day has begun that changes who belongs where: plan again. */
  | { readonly started: false; readonly because: 'unknown' | 'expired' | 'already-started' | 'ended' };

/** Who says yes: a person who saw the plan, or the engine itself for what carries its approval already. */
export interface Starter {
  readonly by: string;
  readonly kind: 'person' | 'automatic';
}

/**
 * What is applied is the plan that was shown, by its id. Operations of older plans on the same things are superseded: this plan has seen what they did not.
 * What a guard or a question holds stays held.
 */
export async function startPlan(engine: Engine, plan: string, starter: Starter): Promise<StartResult> {
  await advanceEpoch(engine);
  return engine.store.transaction(async ({ client }) => {
    const { rows } = await client.query<{ state: string; expired: boolean }>(
      `select state, expires_at <= $2 as expired from plan where id = $1 for update`,
      [plan, new Date(engine.now())],
    );
    const row = rows[0];
    if (row === undefined) return { started: false, because: 'unknown' };
    if (row.state === 'applying') return { started: false, because: 'already-started' };
    if (row.state !== 'ready') return { started: false, because: row.state === 'expired' ? 'expired' : 'ended' };
    if (row.expired) {
      await client.query(`update plan set state = 'expired', ended_at = clock_timestamp() where id = $1`, [plan]);
      await client.query(
        `update operation set state = 'cancelled', ended_at = clock_timestamp(), error = '{"code": "expired"}' where plan = $1 and state = 'planned'`,
        [plan],
      );
      return { started: false, because: 'expired' };
    }
    const superseded = await client.query<{
      id: string;
      person: string | null;
      community: string | null;
      target: string;
    }>(
      `update operation o set state = 'superseded', ended_at = clock_timestamp(), error = '{"code": "newer-plan"}'
         from plan p, operation n
        where n.plan = $1 and p.id = o.plan and p.id <> $1 and p.state = 'applying' and o.state = 'planned'
          and n.target = o.target and n.kind = o.kind and n.key = o.key
        returning o.id, o.person, o.community, o.target`,
      [plan],
    );
    for (const old of superseded.rows) {
      await client.query(
        `insert into audit (actor, action, person, community, target, operation, data)
         values ('engine', 'operation.superseded', $2, $3, $4, $1, $5) on conflict do nothing`,
        [old.id, old.person, old.community, old.target, JSON.stringify({ by: plan })],
      );
    }
    await client.query(
      `update plan set state = 'applying', approved_by = $2, approved_at = clock_timestamp() where id = $1`,
      [plan, starter.by],
    );
    await client.query(
      `insert into audit (act, actor, action, data) select act, $2, 'plan.started', $3 from plan where id = $1`,
      [plan, starter.by, JSON.stringify({ plan, kind: starter.kind })],
    );
    const targets = await client.query<{ target: string }>(
      `select distinct target from operation where plan = $1 and state = 'planned'`,
      [plan],
    );
    for (const { target } of targets.rows) await wakeTarget(client, target);
    return { started: true };
  });
}
