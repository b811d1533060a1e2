import type { PoolClient } from 'pg';
import type { EngineTarget } from '../setup.ts';

/**
 * Tables that say nothing of what should be or is on a target: our own records of work done, and what others than the planner read. A table that is not
 * named here counts, so that one which is added later can cost a plan too many and never one too few. `instance`, and `observed_container` whose rows
 * are written by every reading, are looked at by what they say. What the planner reads of `change`, `operation` and `act` (who asked for something, what was
 * written while a target was read) decides only what becomes of a difference that is there.
 */
const apart = [
  ...['act', 'audit', 'audit_head', 'block', 'change', 'drift', 'guest_link', 'guest_visit', 'instance'],
  ...['login_attempt', 'login_session', 'notice', 'observation', 'observed_container', 'operation', 'operation_block'],
  ...[
    'operation_effect',
    'plan',
    'plan_target',
    'ration_spent',
    'schema_migration',
    'source_run',
    'target',
    'used_once',
  ],
  'worker',
];

const tables = `
  select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'target' and not a.attisdropped) as by_target
    from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relname <> all($1) order by c.relname`;

/** How many there are, and a digest of where each lies and which transaction wrote it: no row can come, go or change without one of the two. */
const digest = (of: string): string => `count(*) || ':' || coalesce(bit_xor(hash_record_extended(row(${of}), 0)), 0)`;

/** The state of everything that a full plan of a target reads, in the transaction's picture. Two that are the same lead to the same plan. */
export async function stateRead(client: PoolClient, { id }: Pick<EngineTarget, 'id'>): Promise<string> {
  const { rows } = await client.query<{ name: string; by_target: boolean }>(tables, [apart]);
  const counted = rows.map(
    ({ name, by_target: byTarget }) =>
      `select '${name}=' || ${digest('xmin, ctid')} as state from "${name}" ${byTarget ? 'where target = $1' : ''}`,
  );
  const state = await client.query<{ state: string }>(
    [
      ...counted,
      `select 'containers=' || ${digest('container, state')} from observed_container where target = $1`,
      `select 'instance=' || ${digest(`access::text, (settings - 'boundariesUntil')::text`)} from instance`,
    ].join(' union all '),
    [id],
  );
  return state.rows
    .map((row) => row.state)
    .sort()
    .join(' ');
}

interface NothingToDo {
  readonly state: string;
  /** Epoch milliseconds: when it was planned, and when a day begins that changes who stands where. */
  readonly at: number;
  readonly until: number;
}

/** Of each target as it is configured in this process: the last full plan that found nothing to do and nothing to say. */
const lastEmpty = new WeakMap<EngineTarget, NothingToDo>();

/** Whether a full plan made now must find nothing, because the last one found nothing and all that it read is still the same. */
export const isStillEmpty = (target: EngineTarget, state: string, at: number): boolean => {
  const last = lastEmpty.get(target);
  return last !== undefined && last.state === state && last.at <= at && at < last.until;
};

export const rememberEmpty = (target: EngineTarget, nothing: NothingToDo): void => {
  lastEmpty.set(target, nothing);
};
