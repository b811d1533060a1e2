import type { Store } from '../database.ts';

export interface AuditRecord {
  readonly seq: number;
  readonly at: Date;
  readonly act: string | null;
  readonly actor: string;
  readonly action: string;
  readonly person: string | null;
  readonly community: string | null;
  readonly target: string | null;
  readonly operation: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sealed: boolean;
}

export interface AuditFilter {
  readonly person?: string;
  readonly community?: string;
  readonly target?: string;
  readonly act?: string;
  readonly operation?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from?: Date;
  readonly until?: Date;
  /** Only records older than this one: the `seq` of the last record of the page before. */
  readonly before?: number;
  /** 1 to 1000; default 100. */
  readonly limit?: number;
}

/** Audit records, newest first, a page at a time. */
export async function readAudit(store: Pick<Store, 'db'>, filter: AuditFilter = {}): Promise<readonly AuditRecord[]> {
  let query = store.db.selectFrom('audit').selectAll();
  for (const column of ['person', 'community', 'target', 'act', 'operation', 'actor', 'action'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  if (filter.from) query = query.where('at', '>=', filter.from);
  if (filter.until) query = query.where('at', '<', filter.until);
  if (filter.before !== undefined) query = query.where('seq', '<', filter.before);
  const limit = Math.min(Math.max(filter.limit ?? 100, 1), 1_000);
  const rows = await query.orderBy('seq', 'desc').limit(limit).execute();
  return rows.map(({ seal, sealed_at: _, chain: _chain, ...record }) => ({ ...record, sealed: seal !== null }));
}
