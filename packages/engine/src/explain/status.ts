import type { Message, TargetId } from '@passerelle/model';
import { standingOfTarget, type Standing } from '../apply/quarantine.ts';
import { listQuestions } from '../acts/confirm-operation.ts';
import type { Engine } from '../setup.ts';

export interface TargetStatus {
  readonly target: TargetId;
  readonly connector: string;
  readonly standing: Standing;
  readonly quarantine: { readonly code: string; readonly request: string; readonly detail: string } | null;
  readonly lastRead: Date | null;
  readonly lastReadState: string | null;
  readonly openDrift: number;
  readonly operations: Readonly<Record<string, number>>;
}
export interface SourceStatus {
  readonly source: string;
  readonly lastRun: Date | null;
  readonly state: string | null;
  readonly people: number;
}
export interface Status {
  readonly people: Readonly<Record<string, number>>;
  readonly communities: number;
  /** Of the communities, those that are archived. */
  readonly archived: number;
  readonly memberships: number;
  readonly targets: readonly TargetStatus[];
  readonly sources: readonly SourceStatus[];
  readonly blocks: number;
  readonly questions: number;
  readonly unplannedChanges: number;
  readonly workers: readonly { readonly host: string; readonly pid: number; readonly heartbeatAt: Date }[];
  readonly notices: readonly { readonly at: Date; readonly severity: string; readonly text: Message }[];
}

/** How things are, as far as the store knows: nothing is asked of the platforms. */
export async function status(engine: Engine): Promise<Status> {
  const { pool } = engine.store;
  const count = async (sql: string): Promise<number> => (await pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
  const people = await pool.query<{ state: string; n: number }>(
    `select state, count(*)::int as n from person group by state`,
  );
  const targets: TargetStatus[] = [];
  for (const target of engine.targets.values()) {
    const { rows } = await pool.query<{
      reason: TargetStatus['quarantine'];
      last_read: Date | null;
      last_state: string | null;
      drift: number;
      operations: Record<string, number> | null;
    }>(
      `select t.quarantine_reason as reason, o.ended_at as last_read, o.state as last_state,
              (select count(*)::int from drift d where d.target = t.id and d.state = 'open') as drift,
              (select jsonb_object_agg(state, n) from (
                 select case when x.hold is null then x.state else 'held' end as state, count(*)::int as n
                   from operation x join plan p on p.id = x.plan where x.target = t.id and p.state = 'applying' group by 1) s) as operations
         from target t
         left join lateral (select ended_at, state from observation where target = t.id and ended_at is not null order by id desc limit 1) o on true
        where t.id = $1`,
      [target.id],
    );
    const row = rows[0];
    targets.push({
      target: target.id,
      connector: target.connector,
      standing: await standingOfTarget(engine, target),
      quarantine: row?.reason ?? null,
      lastRead: row?.last_read ?? null,
      lastReadState: row?.last_state ?? null,
      openDrift: row?.drift ?? 0,
      operations: row?.operations ?? {},
    });
  }
  const sources: SourceStatus[] = [];
  for (const source of engine.sources.values()) {
    const { rows } = await pool.query<{ started_at: Date; state: string }>(
      `select started_at, state from source_run where source = $1 and state <> 'declined' order by started_at desc limit 1`,
      [source.id],
    );
    const known = await pool.query<{ n: number }>(
      `select count(*)::int as n from person_record where source = $1 and gone_at is null`,
      [source.id],
    );
    sources.push({
      source: source.id,
      lastRun: rows[0]?.started_at ?? null,
      state: rows[0]?.state ?? null,
      people: known.rows[0]?.n ?? 0,
    });
  }
  const workers = await pool.query<{ host: string; pid: number; heartbeat_at: Date }>(
    `select host, pid, heartbeat_at from worker where ended_at is null order by started_at`,
  );
  const notices = await pool.query<{ at: Date; severity: string; code: string; params: Message['params'] }>(
    `select at, severity, code, params from notice where resolved_at is null order by at`,
  );
  return {
    people: Object.fromEntries(people.rows.map(({ state, n }) => [state, n])),
    communities: await count(`select count(*)::int as n from community where recorded_until = 'infinity'`),
    archived: await count(
      `select count(*)::int as n from community where recorded_until = 'infinity' and stage = 'archived'`,
    ),
    memberships: await count(`select count(*)::int as n from membership where recorded_until = 'infinity'`),
    targets,
    sources,
    blocks: await count(`select count(*)::int as n from block where state = 'waiting'`),
    questions: (await listQuestions(engine)).length,
    unplannedChanges: await count(`select count(*)::int as n from change where plan is null`),
    workers: workers.rows.map(({ host, pid, heartbeat_at: heartbeatAt }) => ({ host, pid, heartbeatAt })),
    notices: notices.rows.map(({ at, severity, code, params }) => ({ at, severity, text: { code, params } })),
  };
}
