import type { Change } from '@passerelle/model';
import type { Pool } from 'pg';
import type { EngineTarget } from '../setup.ts';
import { joinMemberships } from './join-memberships.ts';

/** An operation as the worker reads it. */
export interface ReadyOperation {
  readonly id: string;
  readonly plan: string;
  readonly position: number;
  readonly phase: 'take' | 'give';
  readonly object: string;
  readonly person: string | null;
  readonly community: string | null;
  readonly change: Change;
  readonly attempts: number;
}

/** Operations on one platform object that follow one another: they go out together. */
export interface ReadyBatch {
  readonly object: string;
  readonly phase: 'take' | 'give';
  readonly operations: readonly ReadyOperation[];
}

const atOnce = 400;
/** Where many people go out in one call, as many are looked at as fill some calls. */
const atOnceJoined = 5_000;

/** What may be applied now on a target, most urgent first: takings before givings, then by priority, plan and place. */
export async function readyBatches(
  pool: Pool,
  { id: target, manifest: { joins } }: Pick<EngineTarget, 'id' | 'manifest'>,
  now: number,
): Promise<ReadyBatch[]> {
  const { rows } = await pool.query<ReadyOperation>(
    `select o.id, o.plan, o.position, o.phase, o.object, o.person, o.community, o.change, o.attempts
       from operation o join plan p on p.id = o.plan
      where o.target = $1 and o.state = 'planned' and o.hold is null and p.state = 'applying'
        and (o.not_before is null or o.not_before <= $2)
      order by (o.phase = 'give'), o.priority, p.number, o.position
      limit ${joins === undefined ? atOnce : atOnceJoined}`,
    [target, new Date(now)],
  );
  const batches: { object: string; phase: 'take' | 'give'; operations: ReadyOperation[] }[] = [];
  for (const operation of rows) {
    const last = batches.at(-1);
    const isJoined = last?.object === operation.object && last.phase === operation.phase;
    if (isJoined && !needsWhatItMakes(operation, last.operations)) last.operations.push(operation);
    else batches.push({ object: operation.object, phase: operation.phase, operations: [operation] });
  }
  return joins === undefined ? batches : joinMemberships(batches, joins.most);
}

/** What is given in a space needs the id that its create tells: of a working group's groups, it goes out on its own. */
const needsWhatItMakes = ({ change }: ReadyOperation, batch: readonly ReadyOperation[]): boolean =>
  change.kind === 'grant' &&
  batch.some(({ change: made }) => made.kind === 'space' && made.verb === 'create' && made.space === change.space);

/** Number of the newest plan that has something to take on a target now; 0: none has. Asked before each batch, so it costs one look into an index. */
export async function newestTaking(pool: Pool, target: string): Promise<number> {
  const { rows } = await pool.query<{ number: number }>(
    `select coalesce(max(p.number), 0) as number from operation o join plan p on p.id = o.plan
      where o.target = $1 and o.state = 'planned' and o.hold is null and o.priority = 0 and o.phase = 'take' and p.state = 'applying'`,
    [target],
  );
  return rows[0]?.number ?? 0;
}

/** When the next operation that waits may be tried; null when none waits. */
export async function nextAttemptAt(pool: Pool, target: string): Promise<number | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select min(o.not_before) as at from operation o join plan p on p.id = o.plan
      where o.target = $1 and o.state = 'planned' and o.hold is null and p.state = 'applying'`,
    [target],
  );
  return rows[0]?.at?.getTime() ?? null;
}
