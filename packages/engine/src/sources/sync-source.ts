import { isConnectorError } from '@passerelle/connector-kit';
import type { Message } from '@passerelle/model';
import { sourceGuard, type SourceQuestion } from '@passerelle/plan';
import {
  applyStagedRun,
  previewStagedRun,
  readSourceRuns,
  stageSourceRun,
  type SourceFinding,
  type StagedCounts,
  type StagedRun,
} from '@passerelle/store';
import { z } from 'zod';
import { sourceCall } from '../check/check-all.ts';
import type { Engine, EngineSource } from '../setup.ts';
import { isIncremental, sinceLastReading } from './since-last-reading.ts';
import { movedLogins } from './moved-logins.ts';

export interface SyncRequest {
  readonly actor: string;
  /** Reads, compares and judges; writes nothing. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** A named person has looked at what the guard holds, and says yes to this reading. */
  readonly approve?: boolean;
  /** Everything is read, though the source could tell what is new. */
  readonly full?: boolean;
  /** A person sees the counts before anything is written, and says yes or no. */
  readonly confirm?: (preview: SyncPreview) => Promise<boolean>;
}
export interface SyncPreview {
  /** An import finds known people by their address: `counts.changed` are those, whether the lines say anything new of them or not. */
  readonly authority: 'source' | 'import';
  readonly counts: StagedCounts;
  /** About how many people something would be written: 0 for a reading that says nothing new. */
  readonly news: number;
  readonly findings: readonly SourceFinding[];
  /** Why the guard holds it back; empty: it does not. */
  readonly blocked: readonly Message[];
}
export interface SyncResult extends SyncPreview {
  readonly run: string;
  /** `blocked`: nothing that comes from this reading is applied; `partial`: what was read is taken over, nobody is missed. */
  readonly state: 'applied' | 'unchanged' | 'partial' | 'blocked' | 'declined' | 'dry-run' | 'failed';
  readonly error: { readonly code: string; readonly detail: string } | null;
  readonly people: number;
}

const shapeSchema = z.object({
  scope: z.string(),
  idField: z.string(),
  records: z.number(),
  filled: z.record(z.string(), z.number()),
});

/** Readings that were accepted, since the last one that a person approved. */
async function measure(engine: Engine, source: EngineSource): Promise<SourceQuestion['previous']> {
  const runs = await readSourceRuns(engine.store, source.id, { states: ['applied', 'unchanged'], limit: 200 });
  const approved = runs.findIndex((run) => run.approved_at !== null);
  return (approved < 0 ? runs : runs.slice(0, approved + 1)).flatMap((run) =>
    run.shape === null ? [] : [{ at: run.started_at.getTime(), shape: shapeSchema.parse(run.shape) }],
  );
}

async function judge(engine: Engine, source: EngineSource, run: StagedRun): Promise<readonly Message[]> {
  if (source.authority === 'import' || run.shape === null) return [];
  const { guards } = engine.settings;
  const day = 24 * 3_600_000;
  return sourceGuard(
    {
      now: engine.now(),
      previous: await measure(engine, source),
      shape: run.shape,
      gone: run.counts.vanished + run.counts.goneLately,
      logins: await movedLogins(run),
    },
    {
      window: guards.sourceDays * day,
      lost: { share: guards.sourceShare, atLeast: guards.sourcePeople },
      field: { share: 0.5, fallsTo: 0.5 },
    },
  );
}

/**
 * Reads a source, compares it with what is known, lets the guard judge it, and takes it over in one act. An incomplete reading never says that somebody
 * is gone; one that looks damaged is not applied at all before a person has looked.
 */
export async function syncSource(engine: Engine, source: EngineSource, request: SyncRequest): Promise<SyncResult> {
  const staged = await stage(engine, source, request);
  const { id: run, counts, findings } = staged;
  const { authority } = source;
  const news = await newsOf(engine, staged);
  const told = { run, authority, counts, news, findings, people: 0 };
  const error = staged.error === null ? null : errorOf(staged.error);
  let blocked: readonly Message[];
  try {
    blocked = await judge(engine, source, staged);
  } catch (caught) {
    await staged.discard('failed');
    throw caught;
  }
  if (blocked.length > 0 && request.approve !== true) {
    await staged.discard('blocked', blocked);
    await tell(engine, source, blocked);
    return { ...told, blocked, state: 'blocked', error };
  }
  if (staged.state === 'partial' && counts.read === 0) {
    await staged.discard('failed');
    return { ...told, blocked, state: 'failed', error };
  }
  if (request.dryRun) {
    await staged.discard('declined');
    return { ...told, blocked, state: 'dry-run', error };
  }
  if (request.confirm !== undefined && !(await request.confirm({ authority, counts, news, findings, blocked }))) {
    await staged.discard('declined');
    return { ...told, blocked, state: 'declined', error };
  }
  // Counts are no preview of who loses what: the guards still judge what follows from a source's reading.
  const isPersons = request.approve === true || (source.authority === 'import' && request.confirm !== undefined);
  const applied = await applyStagedRun(engine.store, staged, {
    ...(source.authority === 'import' || isPersons ? { actor: request.actor } : {}),
    confirmed: isPersons,
    at: engine.now(),
  });
  if (request.approve === true) {
    await engine.store.pool.query(
      `update source_run set approved_by = $2, approved_at = clock_timestamp() where id = $1`,
      [run, request.actor],
    );
  }
  await engine.store.pool.query(
    `update notice set resolved_at = clock_timestamp() where code = 'source.blocked' and subject = $1 and resolved_at is null`,
    [source.id],
  );
  return {
    ...told,
    blocked,
    state: staged.state === 'partial' ? 'partial' : applied.state,
    error,
    people: applied.people,
  };
}

/** What is new since the last accepted reading, where the source can tell; everything otherwise, and where that did not suffice. */
async function stage(engine: Engine, source: EngineSource, { full, signal }: SyncRequest): Promise<StagedRun> {
  const settings = {
    source: source.id,
    mode: source.authority,
    personIdFrom: source.personIdFrom === 'anchor' ? 'anchor' : 'new',
  } as const;
  const call = sourceCall(signal);
  const { source: reader } = source;
  if (full !== true && source.authority === 'source' && isIncremental(reader)) {
    const since = await sinceLastReading(engine, source);
    if (since !== null) {
      const staged = await stageSourceRun(engine.store, settings, reader.readSince(since, call));
      if (staged.unread === 0) return staged;
      await staged.discard('declined');
      engine.logger.info(
        { source: source.id, unread: staged.unread },
        'people are there whose entry is not known: everything is read',
      );
    }
  }
  return stageSourceRun(engine.store, settings, reader.read(call));
}

/** A source's counts say it; an import is tried out, since it may repeat what is known. */
async function newsOf(engine: Engine, staged: StagedRun): Promise<number> {
  const { counts, settings } = staged;
  const most = counts.new + counts.changed + counts.reappeared + counts.vanished;
  if (settings.mode === 'source' || most === 0) return most;
  try {
    return await previewStagedRun(staged, engine.now());
  } catch (error) {
    await staged.discard('failed');
    throw error;
  }
}

async function tell(engine: Engine, source: EngineSource, blocked: readonly Message[]): Promise<void> {
  await engine.store.pool.query(
    `insert into notice (id, severity, code, subject, params) values ($1, 'error', 'source.blocked', $2, $3) on conflict do nothing`,
    [
      engine.uuid(),
      source.id,
      JSON.stringify({ source: source.id, reasons: blocked.map(({ code }) => code).join(', ') }),
    ],
  );
  engine.logger.warn(
    { source: source.id, reasons: blocked.map(({ code }) => code) },
    'a reading looks damaged: nothing of it is applied',
  );
}

const errorOf = (error: Error): { code: string; detail: string } =>
  isConnectorError(error)
    ? { code: error.code, detail: error.detail }
    : { code: 'unexpected-answer', detail: error.message };
