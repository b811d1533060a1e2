import { localDateAt } from '@passerelle/model';
import { actIn, type ActTx } from '../acts/act.ts';
import type { Store } from '../database.ts';
import { runOn } from '../transaction.ts';
import { applyAssignments, applyMemberships } from './apply-claims.ts';
import { applyPeople, applyStates } from './apply-people.ts';
import { writeTrace } from './apply-trace.ts';
import { giveBack, judge, type StagedRun } from './stage-source-run.ts';
import { listUnfinished } from './staged-findings.ts';

export interface ApplyOptions {
  /** Default `source:<id>`; an import is some person's act. */
  readonly actor?: string;
  /** A person saw the counts and confirmed them. Default false. */
  readonly confirmed?: boolean;
  /** Epoch milliseconds, for "today" in each zone. */
  readonly at: number;
}
export interface Applied {
  readonly state: 'applied' | 'unchanged';
  readonly act: string | null;
  /** People about whom something was written. */
  readonly people: number;
}

/**
 * Takes over what was staged, in one act and one transaction, as sets: people, their records and states, the claims of this source's own origin, one
 * audit record for each person about whom anything changed, what was touched. Then the staged run's connection is given back.
 */
export async function applyStagedRun(store: Store, run: StagedRun, options: ApplyOptions): Promise<Applied> {
  const { client, settings } = run;
  const idle = run.counts.new + run.counts.changed + run.counts.reappeared + run.counts.vanished === 0;
  const outcome = await runOn(client, async (tx): Promise<Applied> => {
    if (idle) return finish(run, { state: 'unchanged', act: null, people: 0 });
    const description = {
      actor: options.actor ?? `source:${settings.source}`,
      kind: settings.mode === 'import' ? 'import' : 'source-run',
      confirmed: options.confirmed ?? false,
      params: { source: settings.source, run: run.id, counts: run.counts },
    };
    return actIn(store, tx, description, async (acting) => {
      const people = await write(acting, run, options.at);
      return finish(
        run,
        people === 0 ? { state: 'unchanged', act: null, people } : { state: 'applied', act: acting.act, people },
      );
    });
  });
  await giveBack(client);
  if (!('error' in outcome)) return outcome.result;
  await store.pool.query(`update source_run set state = 'failed', ended_at = clock_timestamp() where id = $1`, [
    run.id,
  ]);
  throw outcome.error;
}

/** Undoes a transaction that was only looked at. */
class LookedAt extends Error {}

/**
 * About how many people applying a staged run would write something: it is applied in a transaction that is never committed. An import's counts cannot
 * say it: everybody whom it knows counts as changed.
 */
export async function previewStagedRun(run: StagedRun, at: number): Promise<number> {
  const seen: number[] = [];
  const outcome = await runOn(run.client, async (tx) => {
    const description = { actor: `source:${run.settings.source}`, kind: 'preview' };
    await actIn({ wake: async () => undefined }, tx, description, async (acting) => {
      seen.push(await write(acting, run, at));
    });
    throw new LookedAt();
  });
  if ('error' in outcome && !(outcome.error instanceof LookedAt)) throw outcome.error;
  return seen[0] ?? 0;
}

/** Everything that a run says, as sets; how many people it was about. */
async function write(acting: ActTx, run: StagedRun, at: number): Promise<number> {
  await judge(run.client, run.settings, run.vanishing);
  await listUnfinished(run.client);
  await prepare(run, at);
  await applyPeople(acting, run);
  await applyStates(acting, run);
  await applyMemberships(acting, run);
  await applyAssignments(acting, run);
  return writeTrace(acting, run);
}

async function finish(run: StagedRun, applied: Applied): Promise<Applied> {
  await run.client.query('update source_run set state = $2, act = $3, ended_at = clock_timestamp() where id = $1', [
    run.id,
    applied.state,
    applied.act,
  ]);
  return applied;
}

/** Today in every community's zone, and a list of what is written, from which the trace is made at the end. */
async function prepare({ client }: StagedRun, at: number): Promise<void> {
  const { rows } = await client.query<{ id: string; zone: string }>(
    `select id, zone from community where recorded_until = 'infinity'`,
  );
  await client.query('create temp table today (community text collate "C" primary key, today date)');
  await client.query('insert into today select * from unnest($1::text[], $2::date[])', [
    rows.map(({ id }) => id),
    rows.map(({ zone }) => localDateAt(at, zone)),
  ]);
  await client.query('create temp table written (person uuid, community text collate "C", what text, detail text)');
}
