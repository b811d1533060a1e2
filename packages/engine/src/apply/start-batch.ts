import type { BatchOperation } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';
import type { ReadyBatch, ReadyOperation } from './ready.ts';

export interface Started {
  readonly attempt: string;
  readonly operations: readonly (BatchOperation & { readonly ready: ReadyOperation })[];
}

interface StartOptions {
  readonly worker: string;
  /** Number of the newest plan with something to take that was there when this batch was chosen. */
  readonly knownTaking: number;
}

/**
 * Commits, before anything is sent, that these operations are being tried, and by whom. Those whose person or community was changed since the plan
 * was made are superseded here: the next plan knows better. What another plan has done meanwhile is not sent again. Null when none is left; `overtaken`
 * when something is to be taken that goes before this giving. One round trip: the SQL function `begin_batch`.
 */
export async function startBatch(
  engine: Engine,
  target: Pick<EngineTarget, 'id'>,
  batch: ReadyBatch,
  { worker, knownTaking }: StartOptions,
): Promise<Started | 'overtaken' | null> {
  const attempt = engine.uuid();
  const { rows } = await engine.store.pool.query<{ begun: string | null; attempted_before: boolean }>(
    `select begun, attempted_before from begin_batch($1, $2, $3, $4, $5)`,
    [target.id, batch.operations.map(({ id }) => id), attempt, worker, batch.phase === 'give' ? knownTaking : null],
  );
  if (rows.some(({ begun }) => begun === null)) return 'overtaken';
  if (rows.length === 0) return null;
  const attempted = new Map(rows.map((row) => [row.begun, row.attempted_before]));
  const operations = batch.operations.flatMap((ready) => {
    const attemptedBefore = attempted.get(ready.id);
    return attemptedBefore === undefined ? [] : [{ id: ready.id, change: ready.change, attemptedBefore, ready }];
  });
  return { attempt, operations };
}
