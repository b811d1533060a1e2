import { message } from '@passerelle/model';
import type pg from 'pg';
import type { Store } from '../database.ts';
import { newId } from '../ids.ts';
import { Refusal } from '../refusal/refusal.ts';
import { judgeImport } from './judge-import.ts';
import { judgeSource } from './judge-source.ts';
import type { SourceEvent, SourceFinding, SourceSettings, SourceShape } from './source-record.ts';
import { readIntoStage } from './read-into-stage.ts';
import { findingsOf } from './staged-findings.ts';

export interface StagedCounts {
  readonly read: number;
  /** Records that could not be used at all. */
  readonly rejected: number;
  /** Records that this source told until now. */
  readonly live: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly reappeared: number;
  /** Told until now, and no longer. 0 for an import, and for a reading that does not allow to say so. */
  readonly vanished: number;
  /** Kept out until a person settles it. */
  readonly refused: number;
  /** Gone in the last seven days, before this run: for a guard that adds up. */
  readonly goneLately: number;
}

/** A reading of a source that waits, beside the tables, for its guard. It holds a connection: `applyStagedRun` or `discard` gives it back. */
export interface StagedRun {
  /** Of source_run. */
  readonly id: string;
  readonly settings: SourceSettings;
  readonly state: 'complete' | 'partial';
  /** Null for a partial reading. */
  readonly shape: SourceShape | null;
  readonly error: Error | null;
  readonly counts: StagedCounts;
  /** At most 500; `counts` counts all. */
  readonly findings: readonly SourceFinding[];
  readonly client: pg.PoolClient;
  /** Whether a record is missing for sure when it was not read: the reading is complete and no record without an id was rejected. */
  readonly vanishing: boolean;
  /** People who are there, whom nothing here knows and whose entry was not read: not to be applied, everything must be read. */
  readonly unread: number;
  /** Nothing is applied; `state` and what is said about it stand in source_run. `declined`: somebody only looked, or said no; it says nothing of the source. */
  discard(state: 'blocked' | 'failed' | 'declined', findings?: readonly unknown[]): Promise<void>;
}

/**
 * Reads a source into a temporary table and compares it, as sets, with what is known: nothing is written yet. Memory does not grow with the records.
 * @throws Refusal while another run of the same source is on its way
 */
export async function stageSourceRun(
  store: Store,
  settings: SourceSettings,
  events: AsyncIterable<SourceEvent>,
): Promise<StagedRun> {
  const client = await store.pool.connect();
  const id = newId();
  try {
    await takeTurn(client, settings);
    await client.query('insert into source_run (id, source) values ($1, $2)', [id, settings.source]);
    const reading = await readIntoStage(client, settings, events);
    await judge(client, settings, reading.vanishing);
    const counts = { ...(await count(client, settings)), rejected: reading.rejected };
    const findings = [...reading.findings, ...(await findingsOf(client, settings))];
    await client.query('update source_run set state = $2, shape = $3, counts = $4, findings = $5 where id = $1', [
      id,
      reading.state,
      reading.shape && JSON.stringify(reading.shape),
      JSON.stringify(counts),
      JSON.stringify(findings),
    ]);
    return {
      ...reading,
      id,
      settings,
      counts,
      findings,
      client,
      discard: async (state, more = []) => {
        await client.query(
          'update source_run set state = $2, ended_at = clock_timestamp(), findings = findings || $3 where id = $1',
          [id, state, JSON.stringify(more)],
        );
        await giveBack(client);
      },
    };
  } catch (error) {
    await giveBack(client);
    await store.pool.query(`update source_run set state = 'failed', ended_at = clock_timestamp() where id = $1`, [id]);
    throw error;
  }
}

/** The turn is given up at once; the connection goes, and with it the temporary tables. */
export async function giveBack(client: pg.PoolClient): Promise<void> {
  await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
  client.release(true);
}

async function takeTurn(client: pg.PoolClient, { source }: SourceSettings): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
    [`source:${source}`],
  );
  if (rows[0]?.free !== true) throw new Refusal(message('source.busy', { source }));
}

/** Judges the staged records anew: people may have been changed by hand since the last time. */
export async function judge(
  client: Pick<pg.ClientBase, 'query'>,
  settings: SourceSettings,
  vanishing: boolean,
): Promise<void> {
  await client.query('drop table if exists pg_temp.judged, pg_temp.vanished');
  await (settings.mode === 'import' ? judgeImport(client) : judgeSource(client, settings));
  // A difference of sets, and not "not exists": right after a first import the planner has no statistics of person_record, takes it for empty,
  // and compares everybody with everybody (seen: 11 s for 10,000 people, in place of 0.02 s).
  await client.query(
    `create temp table vanished as
     with gone as (
       select external_id collate "C" as external_id from person_record where source = $1 and gone_at is null and $2
       except select external_id from seen
       except select external_id from staged_rejected
     )
     select r.person, r.external_id from gone g join person_record r on r.source = $1 and r.external_id = g.external_id`,
    [settings.source, vanishing && settings.mode === 'source'],
  );
}

async function count(client: pg.PoolClient, { source }: SourceSettings): Promise<Omit<StagedCounts, 'rejected'>> {
  const { rows } = await client.query<Omit<StagedCounts, 'rejected'>>(
    `select (select count(*) from seen) as read, (select count(*) from seen where same) as unchanged,
       count(*) filter (where status = 'new') as new, count(*) filter (where status = 'changed') as changed,
       count(*) filter (where status = 'reappeared') as reappeared, count(*) filter (where status not in ('new', 'changed', 'reappeared')) as refused,
       (select count(*) from vanished) as vanished,
       (select count(*) from person_record where source = $1 and gone_at is null) as live,
       (select count(*) from person_record where source = $1 and gone_at > now() - interval '7 days') as "goneLately"
     from judged`,
    [source],
  );
  const [counted] = rows;
  if (counted === undefined) throw new Error('counting gave no row');
  return counted;
}
