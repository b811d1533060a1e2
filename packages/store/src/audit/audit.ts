import type { Tx } from '../transaction.ts';

/** What was done to whom and where. Never a name or an address in `data`: names live in one erasable table. */
export interface AuditEntry {
  readonly actor: string;
  /** `membership.enrolled`, `person.suspended`, `operation.applied`: what it is about, then what happened. */
  readonly action: string;
  readonly act?: string | null;
  readonly person?: string | null;
  readonly community?: string | null;
  readonly target?: string | null;
  readonly operation?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Appends audit records within the transaction of what they tell. The same action of the same operation is recorded once, however often it is told. */
export async function audit(tx: Tx, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.client.query(
    `insert into audit (act, actor, action, person, community, target, operation, data)
     select act, actor, action, person, community, target, operation, data
     from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[])
       with ordinality as t (act, actor, action, person, community, target, operation, data, n) order by n
     on conflict (operation, action) where operation is not null do nothing`,
    [
      entries.map(({ act }) => act ?? null),
      entries.map(({ actor }) => actor),
      entries.map(({ action }) => action),
      entries.map(({ person }) => person ?? null),
      entries.map(({ community }) => community ?? null),
      entries.map(({ target }) => target ?? null),
      entries.map(({ operation }) => operation ?? null),
      entries.map(({ data }) => JSON.stringify(data ?? {})),
    ],
  );
}
