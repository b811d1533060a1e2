import type { CommunityId, PersonId } from '@passerelle/model';
import { nextBoundary, type Tx } from '@passerelle/store';
import type { Engine } from '../setup.ts';
import { judgePlan } from './guards.ts';
import { onePlanner } from './one-planner.ts';
import { planOne } from './plan-one.ts';
import type { PlanRequest, PlanResult, TargetOutcome } from './plan-request.ts';
import { readTarget, type Read } from './read-target.ts';
import type { WrittenOperation } from './write-operations.ts';

/**
 * Reads the targets (if asked), compares, judges, and keeps the result as one plan that waits for a yes. The desired state is read after the readings have
 * ended, in one consistent transaction; one planner works at a time.
 */
export async function makePlan(engine: Engine, request: PlanRequest): Promise<PlanResult> {
  const chosen = [...engine.targets.values()].filter(
    ({ id }) => request.targets === undefined || request.targets.includes(id),
  );
  const reads = await Promise.all(chosen.map((target) => readTarget(engine, target, request)));
  const at = engine.now();
  const id = engine.uuid();
  const write = (): Promise<PlanResult> =>
    engine.store.transaction((tx) => writePlan(engine, tx, { id, request, reads, at }), {
      isolation: 'repeatable read',
    });
  return onePlanner(engine, write);
}

interface Plan {
  readonly id: string;
  readonly request: PlanRequest;
  readonly reads: readonly Read[];
  readonly at: number;
}

async function writePlan(engine: Engine, tx: Tx, { id, request, reads, at }: Plan): Promise<PlanResult> {
  const { client } = tx;
  // Every cursor of the plan is read to its end: PostgreSQL would otherwise choose ways that give a tenth of the rows soonest, and all of them late.
  await client.query(`set local cursor_tuple_fraction = 1`);
  const lifetime = at + engine.settings.planLifetime;
  const boundary = await nextBoundary(tx, at);
  await client.query(
    `insert into plan (id, created_by, act, extent, expires_at, scope) values ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      request.createdBy,
      request.act ?? null,
      request.extent,
      new Date(Math.min(lifetime, boundary ?? lifetime)),
      JSON.stringify(
        request.scope === undefined ? {} : { communities: request.scope.communities, people: request.scope.people },
      ),
    ],
  );
  const outcomes: TargetOutcome[] = [];
  const written: WrittenOperation[] = [];
  const techniciens = new Map<CommunityId, readonly PersonId[]>();
  for (const read of reads)
    outcomes.push(await planOne(engine, tx, { id, read, request, at, boundary }, written, techniciens));
  if (request.scope !== undefined) {
    await client.query(`update change set plan = $1 where seq = any($2::bigint[])`, [id, request.scope.changes]);
    await keepBoundary(tx, request.scope.boundariesUntil);
  } else if (request.targets === undefined && reads.every(({ skipped, error }) => skipped === null && error === null)) {
    await client.query(
      `update change set plan = $1 where plan is null and pg_visible_in_snapshot(xact, pg_current_snapshot())`,
      [id],
    );
    await keepBoundary(tx, new Date(at));
  }
  const held = await judgePlan(engine, tx, { plan: id, written, techniciens });
  const operations = outcomes.reduce((sum, outcome) => sum + outcome.operations, 0);
  await client.query(
    `update plan set state = $2, ended_at = case when $2 = 'done' then clock_timestamp() end, summary = $3 where id = $1`,
    [
      id,
      operations === 0 ? 'done' : 'ready',
      JSON.stringify({
        operations,
        held,
        targets: outcomes.map(({ target, state, why, findings }) => ({ target, state, why, findings })),
      }),
    ],
  );
  return { id, operations, held, targets: outcomes };
}

const keepBoundary = async ({ client }: Tx, until: Date | null): Promise<void> => {
  if (until === null) return;
  await client.query(`update instance set settings = settings || jsonb_build_object('boundariesUntil', $1::text)`, [
    until.toISOString(),
  ]);
};
