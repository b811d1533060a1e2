import type { SourceId } from '@passerelle/model';
import type { Selectable } from 'kysely';
import type { SourceRunTable } from '../schema.ts';
import type { Tx } from '../transaction.ts';

export type SourceRun = Selectable<SourceRunTable>;

/** Runs of a source, the latest first: what a guard compares a new one with. */
export const readSourceRuns = (
  { db }: Pick<Tx, 'db'>,
  source: SourceId,
  { states, limit = 20 }: { readonly states?: readonly string[]; readonly limit?: number } = {},
): Promise<readonly SourceRun[]> => {
  const runs = db.selectFrom('source_run').selectAll().where('source', '=', source);
  return (states ? runs.where('state', 'in', states) : runs).orderBy('started_at', 'desc').limit(limit).execute();
};
