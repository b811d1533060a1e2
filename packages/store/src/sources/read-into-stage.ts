import { pipeline } from 'node:stream/promises';
import { message } from '@passerelle/model';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type {
  PresentRecord,
  SourceEvent,
  SourceFinding,
  SourceRecord,
  SourceSettings,
  SourceShape,
} from './source-record.ts';
import { stagePresent } from './stage-present.ts';
import { digestOf, idText, stagedColumns, stagedRow } from './staged-row.ts';

/** How a reading went. */
export interface Reading {
  readonly state: 'complete' | 'partial';
  /** Null for a partial reading. */
  readonly shape: SourceShape | null;
  readonly error: Error | null;
  /** Records that could not be used at all. */
  readonly rejected: number;
  /** Whether a record that was not read is missing for sure: the reading is complete and no record without an id was rejected. */
  readonly vanishing: boolean;
  readonly findings: readonly SourceFinding[];
  /** People who are there, whom nothing here knows and whose entry was not read: this reading does not suffice. */
  readonly unread: number;
}

const CHUNK = 2_000;
const MOST_FINDINGS = 250;

/**
 * Reads the source into temporary tables: `seen` (every record's id, and whether it is told exactly as before) and `staged` (all that the others say).
 * A record that did not change costs a digest and a look at an index. Memory holds two chunks.
 */
export async function readIntoStage(
  client: pg.PoolClient,
  { source }: SourceSettings,
  events: AsyncIterable<SourceEvent>,
): Promise<Reading> {
  await client.query(`create temp table staged (${stagedColumns})`);
  await client.query('create temp table seen (n integer, external_id text collate "C", same boolean)');
  await client.query('create temp table staged_rejected (external_id text collate "C")');
  const rejectedIds: string[] = [];
  const findings: SourceFinding[] = [];
  let end: Extract<SourceEvent, { kind: 'end' }> | undefined;
  let rejected = 0;
  let n = 0;
  let unread = 0;
  let chunk: SourceRecord[] = [];
  let there: PresentRecord[] = [];
  // One chunk is on its way to the database while the next one is read: never more, so that memory holds two.
  let under: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await under;
    if (chunk.length === 0) return;
    under = stageChunk(client, source, chunk, n);
    // Told by the next `await under`; until then it must not count as unhandled.
    under.catch(() => undefined);
    n += chunk.length;
    chunk = [];
  };
  const flushPresent = async (): Promise<void> => {
    await under;
    if (there.length === 0) return;
    const [told, first] = [there, n];
    under = stagePresent(client, source, told, first).then((count) => {
      unread += count;
    });
    under.catch(() => undefined);
    n += told.length;
    there = [];
  };
  try {
    for await (const event of events) {
      if (event.kind === 'end') end = event;
      else if (event.kind === 'record') {
        chunk.push(event.record);
        if (chunk.length === CHUNK) await flush();
      } else if (event.kind === 'present') {
        there.push(event);
        if (there.length === CHUNK) await flushPresent();
      } else {
        const externalId = event.kind === 'rejected' ? event.externalId : null;
        if (event.kind === 'rejected') rejected += 1;
        if (externalId !== null) rejectedIds.push(idText(externalId));
        if (findings.length < MOST_FINDINGS) findings.push(findingOf(event, externalId));
      }
    }
    await flush();
    await flushPresent();
  } finally {
    // Whoever called goes on using the connection: nothing of ours may still be on it, also when the source threw.
    await under;
  }
  await client.query('insert into staged_rejected select unnest($1::text[])', [rejectedIds]);
  await client.query('analyze seen, staged');
  // A source that broke off without a word has told nothing about who is missing.
  const state = end?.state ?? 'partial';
  return {
    state,
    shape: end?.state === 'complete' ? end.shape : null,
    error: end?.state === 'partial' ? end.error : end ? null : new Error('the source ended without saying how'),
    rejected,
    vanishing: state === 'complete' && rejected === rejectedIds.length,
    findings,
    unread,
  };
}

async function stageChunk(
  client: pg.PoolClient,
  source: string,
  chunk: readonly SourceRecord[],
  before: number,
): Promise<void> {
  const digests = chunk.map(digestOf);
  const { rows } = await client.query<{ i: number }>(
    `with read as (
       -- One look at the index for each: "limit" keeps the planner from reading the whole table for every chunk.
       select i::int, t.id, k.same is not null as same
       from unnest($2::text[], $3::text[]) with ordinality as t (id, digest, i) left join lateral (
         select true as same from person_record r
         where r.source = $1 and r.external_id = t.id and r.digest = decode(t.digest, 'hex') and r.gone_at is null limit 1) k on true
     ), kept as (insert into seen (n, external_id, same) select i + $4, id, same from read)
     select i from read where not same`,
    [source, chunk.map(({ externalId }) => idText(externalId)), digests, before],
  );
  if (rows.length === 0) return;
  const lines = rows.map(({ i }) => {
    const record = chunk[i - 1];
    const digest = digests[i - 1];
    return record === undefined || digest === undefined ? '' : stagedRow(record, before + i, digest);
  });
  await pipeline([lines.join('')], client.query(copyFrom('copy staged from stdin')));
}

const findingOf = (
  { kind, where, reason }: Extract<SourceEvent, { kind: 'rejected' | 'notice' }>,
  externalId: string | null,
): SourceFinding => ({
  severity: kind,
  message: message(reason.code, { where, ...reason.params }),
  externalId,
  person: null,
});
