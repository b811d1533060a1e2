import { audit, type AuditEntry } from '../audit/audit.ts';
import type { Store } from '../database.ts';
import { newId } from '../ids.ts';
import type { Tx } from '../transaction.ts';

export interface ActDescription {
  /** `person:<uuid>`, `source:<id>`, `system`, `cli:<login>`. */
  readonly actor: string;
  /** `enrol`, `load`, `source-run`. */
  readonly kind: string;
  /** A person saw the consequences and confirmed them: the takings that follow carry their approval. Default false. */
  readonly confirmed?: boolean;
  readonly undoes?: string | null;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The transaction of an act. Everything that writes the source of truth takes one. */
export interface ActTx extends Tx {
  readonly act: string;
  readonly actor: string;
  /** Tells what was done; written when the act ends. */
  audit(entry: Omit<AuditEntry, 'actor' | 'act'>): void;
  /** Says what was touched, so that the engine looks there and a plan that is older leaves it alone. */
  touch(person: string | null, community: string | null): void;
  /** Audit and change rows were written by the work itself, set-wise. */
  wrote(): void;
}

/**
 * Does something to the source of truth: the act, its changes, their audit records, what was touched and the wake-up of the engine are committed
 * together or not at all. An act that neither tells nor touches anything leaves no trace.
 */
export function act<T>(store: Store, description: ActDescription, work: (tx: ActTx) => Promise<T>): Promise<T> {
  return store.transaction((tx) => actIn(store, tx, description, work));
}

/** The same within a transaction that is already open: several acts, or an act together with the engine's own writes. */
export async function actIn<T>(
  store: Pick<Store, 'wake'>,
  tx: Tx,
  { actor, kind, confirmed = false, undoes = null, params = {} }: ActDescription,
  work: (tx: ActTx) => Promise<T>,
): Promise<T> {
  const id = newId();
  const entries: AuditEntry[] = [];
  const touched = new Map<string, readonly [string | null, string | null]>();
  const own = { wrote: false };
  await tx.client.query(
    'insert into act (id, actor, kind, confirmed, undoes, params) values ($1, $2, $3, $4, $5, $6)',
    [id, actor, kind, confirmed, undoes, JSON.stringify(params)],
  );
  const result = await work({
    ...tx,
    act: id,
    actor,
    audit: (entry) => entries.push({ ...entry, actor, act: id }),
    touch: (person, community) => touched.set(`${person ?? ''}/${community ?? ''}`, [person, community]),
    wrote: () => {
      own.wrote = true;
    },
  });
  if (entries.length === 0 && touched.size === 0 && !own.wrote) {
    await tx.client.query('delete from act where id = $1', [id]);
    return result;
  }
  await audit(tx, ...entries);
  await writeChanges(tx, id, [...touched.values()]);
  await store.wake(tx);
  return result;
}

async function writeChanges(tx: Tx, act: string, touched: readonly (readonly [string | null, string | null])[]) {
  if (touched.length === 0) return;
  await tx.client.query(
    'insert into change (act, person, community) select $1, person, community from unnest($2::uuid[], $3::text[]) as t (person, community)',
    [act, touched.map(([person]) => person), touched.map(([, community]) => community)],
  );
}
