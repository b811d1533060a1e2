import type { Engine } from '@passerelle/engine';
import { Gauge, Registry } from 'prom-client';

interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
}

interface TargetRow {
  readonly target: string;
  readonly quarantined: boolean;
  readonly age: number | null;
  readonly drift: number;
}

/** What Prometheus reads: counts from our own tables, at the moment of the question. Labels are targets and states only, never a person. */
export function metricsOf(engine: Engine): Metrics {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `passerelle_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const operations = gauge('operations', 'Operations of plans under way, by target and state', ['target', 'state']);
  const quarantined = gauge('target_quarantined', '1 while a target is left alone after a failure', ['target']);
  const age = gauge('observation_age_seconds', 'Seconds since the last complete reading of a target ended', ['target']);
  const drift = gauge('drift_open', 'Drifts that nobody has settled', ['target']);
  const blocks = gauge('blocks_waiting', 'Guard blocks that wait for a person');
  const lag = gauge('job_lag_seconds', 'How long the oldest job that is due has been waiting');
  const workers = gauge('workers_alive', 'Workers whose heart beats');
  const unplanned = gauge('changes_unplanned', 'Changes of the source of truth that no plan has taken up yet');
  const { pool } = engine.store;

  const collect = async (): Promise<void> => {
    operations.reset();
    for (const metric of [quarantined, age, drift]) metric.reset();
    const targets = await pool.query<TargetRow>(
      `select t.id as target, coalesce(t.quarantined_until > clock_timestamp(), false) as quarantined,
              (select extract(epoch from clock_timestamp() - max(ended_at))::float8 from observation o where o.target = t.id and o.state = 'complete') as age,
              (select count(*)::int from drift d where d.target = t.id and d.state = 'open') as drift
         from target t`,
    );
    for (const row of targets.rows) {
      if (![...engine.targets.keys()].some((known) => known === row.target)) continue;
      quarantined.set({ target: row.target }, row.quarantined ? 1 : 0);
      if (row.age !== null) age.set({ target: row.target }, row.age);
      drift.set({ target: row.target }, row.drift);
    }
    const states = await pool.query<{ target: string; state: string; n: number }>(
      `select o.target, case when o.hold is null or o.state <> 'planned' then o.state else 'held' end as state, count(*)::int as n
         from operation o join plan p on p.id = o.plan where p.state in ('ready', 'applying') group by 1, 2`,
    );
    for (const { target, state, n } of states.rows) operations.set({ target, state }, n);
    const single = await pool.query<{ blocks: number; lag: number; workers: number; unplanned: number }>(
      `select (select count(*)::int from block where state = 'waiting') as blocks,
              (select coalesce(extract(epoch from clock_timestamp() - min(run_at)), 0)::float8 from graphile_worker.jobs
                where run_at <= clock_timestamp() and locked_at is null and attempts < max_attempts) as lag,
              (select count(*)::int from worker where ended_at is null and heartbeat_at > clock_timestamp() - $1 * interval '1 millisecond') as workers,
              (select count(*)::int from change where plan is null) as unplanned`,
      [engine.settings.workerTimeout],
    );
    const row = single.rows[0];
    if (row === undefined) return;
    blocks.set(row.blocks);
    lag.set(row.lag);
    workers.set(row.workers);
    unplanned.set(row.unplanned);
  };

  return {
    contentType: registry.contentType,
    async text() {
      await collect();
      return registry.metrics();
    },
  };
}
