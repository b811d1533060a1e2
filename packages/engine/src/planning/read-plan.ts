import type { Change, CommunityId, Effect, Message, PersonId, TargetId } from '@passerelle/model';
import { planJson, type PlanFinding, type PlanJson, type PlannedOperation } from '@passerelle/plan';
import type { Engine } from '../setup.ts';

export type PlanState = 'planning' | 'ready' | 'applying' | 'done' | 'cancelled' | 'expired' | 'failed';

/** How one operation stands, beside what it is. */
export interface OperationState {
  readonly state: 'planned' | 'running' | 'applied' | 'already' | 'superseded' | 'failed' | 'cancelled';
  readonly hold: 'guard' | 'confirm' | 'awaiting' | null;
  readonly attempts: number;
  readonly recovered: boolean;
  readonly notBefore: Date | null;
  readonly error: { readonly code: string; readonly request?: string; readonly detail?: string } | null;
}

/** A plan as it was shown, and how far it is. */
export interface KeptPlan {
  readonly document: PlanJson;
  readonly number: number;
  readonly state: PlanState;
  readonly createdBy: string;
  readonly approvedBy: string | null;
  readonly targets: readonly {
    readonly target: TargetId;
    readonly state: 'planned' | 'unreadable' | 'skipped';
    readonly why: string | null;
    readonly error: Message | null;
  }[];
  /** By operation id. */
  readonly operations: ReadonlyMap<string, OperationState>;
}

interface Row {
  readonly id: string;
  readonly target: TargetId;
  readonly phase: 'take' | 'give';
  readonly priority: 0 | 1 | 2;
  readonly person: PersonId | null;
  readonly community: CommunityId | null;
  readonly change: Change;
  readonly before: unknown;
  readonly because: { readonly accountLoss?: boolean };
  readonly state: OperationState['state'];
  readonly hold: OperationState['hold'];
  readonly attempts: number;
  readonly recovered: boolean;
  readonly not_before: Date | null;
  readonly error: OperationState['error'];
  readonly effects: readonly (Effect & { countedLoss: boolean })[];
}

const operations = `
  select o.id, o.target, o.phase, o.priority, o.person, o.community, o.change, o.before, o.because, o.state, o.hold, o.attempts, o.recovered, o.not_before, o.error,
         coalesce((select jsonb_agg(jsonb_build_object('person', e.person, 'community', e.community, 'tool', e.tool, 'before', e.before, 'after', e.after,
                                                       'countedLoss', e.counted_loss) || case when e.part is null then '{}' else jsonb_build_object('part', e.part) end
                                     order by e.person, e.community, e.tool)
                     from operation_effect e where e.operation = o.id), '[]') as effects
    from operation o where o.plan = $1 order by o.target, o.position`;

const planned = (row: Row): PlannedOperation => ({
  change: row.change,
  phase: row.phase,
  priority: row.priority,
  person: row.person,
  community: row.community,
  before: row.before,
  effects: row.effects,
  hold: row.hold === 'confirm' ? 'confirm' : null,
  ...(row.because.accountLoss === true ? { accountLoss: true } : {}),
});

/** Null: no such plan. */
export async function readPlan(engine: Engine, id: string): Promise<KeptPlan | null> {
  const { pool } = engine.store;
  const { rows } = await pool.query<{
    number: number;
    state: PlanState;
    created_at: Date;
    created_by: string;
    approved_by: string | null;
    expires_at: Date;
    summary: { targets?: { target: TargetId; findings: PlanFinding[] }[] };
  }>(`select number, state, created_at, created_by, approved_by, expires_at, summary from plan where id = $1`, [id]);
  const plan = rows[0];
  if (plan === undefined) return null;
  const read = await pool.query<Row>(operations, [id]);
  const targets = await pool.query<{
    target: TargetId;
    state: 'planned' | 'unreadable' | 'skipped';
    detail: { why: string | null; error: Record<string, string> | null };
  }>(`select target, state, detail from plan_target where plan = $1 order by target`, [id]);
  const findings = new Map((plan.summary.targets ?? []).map((target) => [target.target, target.findings]));
  return {
    document: planJson({
      id,
      createdAt: plan.created_at.getTime(),
      expiresAt: plan.expires_at.getTime(),
      targets: targets.rows.map(({ target }) => ({
        target,
        operations: read.rows
          .filter((row) => row.target === target)
          .map((row) => ({ id: row.id, operation: planned(row) })),
        findings: findings.get(target) ?? [],
      })),
    }),
    number: plan.number,
    state: plan.state,
    createdBy: plan.created_by,
    approvedBy: plan.approved_by,
    targets: targets.rows.map(({ target, state, detail }) => ({
      target,
      state,
      why: detail.why,
      error: detail.error === null ? null : { code: `error.${detail.error['code'] ?? ''}`, params: detail.error },
    })),
    operations: new Map(
      read.rows.map((row) => [
        row.id,
        {
          state: row.state,
          hold: row.hold,
          attempts: row.attempts,
          recovered: row.recovered,
          notBefore: row.not_before,
          error: row.error,
        },
      ]),
    ),
  };
}

export interface PlanLine {
  readonly id: string;
  readonly number: number;
  readonly state: PlanState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly operations: number;
  readonly failed: number;
}

/** The latest plans, newest first. */
export async function listPlans(engine: Engine, limit = 20): Promise<readonly PlanLine[]> {
  const { rows } = await engine.store.pool.query<{
    id: string;
    number: number;
    state: PlanState;
    created_at: Date;
    created_by: string;
    operations: number;
    failed: number;
  }>(
    `select p.id, p.number, p.state, p.created_at, p.created_by, count(o.id)::int as operations, count(o.id) filter (where o.state = 'failed')::int as failed
       from plan p left join operation o on o.plan = p.id group by p.id order by p.number desc limit $1`,
    [limit],
  );
  return rows.map(({ created_at: createdAt, created_by: createdBy, ...row }) => ({ ...row, createdAt, createdBy }));
}

/** Withdraws a plan: what is under way is finished, what was not begun is cancelled. False: there was nothing to withdraw. */
export async function cancelPlan(engine: Engine, id: string, actor: string): Promise<boolean> {
  return engine.store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(
      `update plan set state = 'cancelled', ended_at = clock_timestamp() where id = $1 and state in ('ready', 'applying')`,
      [id],
    );
    if (rowCount !== 1) return false;
    await client.query(
      `update operation set state = 'cancelled', ended_at = clock_timestamp(), error = '{"code": "withdrawn"}' where plan = $1 and state = 'planned'`,
      [id],
    );
    await client.query(`insert into audit (actor, action, data) values ($1, 'plan.cancelled', $2)`, [
      actor,
      JSON.stringify({ plan: id }),
    ]);
    return true;
  });
}
