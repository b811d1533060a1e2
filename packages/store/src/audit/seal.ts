import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Store } from '../database.ts';
import type { Tx } from '../transaction.ts';
import { canonicalJson } from './canonical-json.ts';

/** Any constant: one sealer at a time. */
const LOCK = 7_274_519_004;
const BATCH = 2_000;

/** What a seal covers. `at` is text with microseconds: a JavaScript Date would lose them. */
export interface SealedContent {
  readonly seq: number;
  readonly at: string;
  readonly act: string | null;
  readonly actor: string;
  readonly action: string;
  readonly person: string | null;
  readonly community: string | null;
  readonly target: string | null;
  readonly operation: string | null;
  readonly data: unknown;
}
export const sealedColumns = `seq, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US') as at, act, actor, action, person, community, target, operation, data`;

/** HMAC-SHA256 over the seal before it and the record's canonical JSON with its place in the chain. */
export const sealOf = (key: KeyObject, before: Buffer, chain: number, content: SealedContent): Buffer =>
  createHmac('sha256', key)
    .update(before)
    .update(canonicalJson({ ...content, chain }))
    .digest();

/**
 * Chains the committed audit records that are not yet, in batches, and returns how many. The order of the chain is that in which they are found:
 * a transaction that commits late adds its records where the chain then ends, and numbers lost by a rollback leave no gap, since the chain counts by itself.
 */
export async function seal(store: Store): Promise<number> {
  let total = 0;
  // Batches go on from the last number: looking from the start each time would read all those just sealed again.
  // What commits late with a lower number is found by the next call.
  let last = 0;
  for (;;) {
    const sealed = await store.transaction((tx) => sealBatch(tx, last));
    total += sealed.count;
    if (sealed.count < BATCH) return total;
    last = sealed.last;
  }
}

async function sealBatch(tx: Tx, after: number): Promise<{ readonly count: number; readonly last: number }> {
  await tx.client.query('select pg_advisory_xact_lock($1)', [LOCK]);
  const { rows: instances } = await tx.client.query<{ seal_key: Buffer }>('select seal_key from instance');
  const secret = instances[0]?.seal_key;
  if (secret === undefined) throw new Error('the instance has no seal key yet: initInstance first');
  // Made once: given as bytes, Node makes a key of them at every record, which takes longer than the sealing itself.
  const key = createSecretKey(secret);
  const { rows: heads } = await tx.client.query<{ chain: number; seal: Buffer }>('select chain, seal from audit_head');
  let { chain, seal: before } = heads[0] ?? { chain: 0, seal: Buffer.alloc(32) };
  const { rows } = await tx.client.query<SealedContent>(
    `select ${sealedColumns} from audit where seal is null and seq > $2 order by seq limit $1`,
    [BATCH, after],
  );
  if (rows.length === 0) return { count: 0, last: after };
  const seals: { seq: number; chain: number; seal: Buffer }[] = [];
  for (const content of rows) {
    chain += 1;
    before = sealOf(key, before, chain, content);
    seals.push({ seq: content.seq, chain, seal: before });
  }
  await tx.client.query(
    `update audit set chain = s.chain, seal = s.seal, sealed_at = clock_timestamp()
     from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as s (seq, chain, seal) where audit.seq = s.seq`,
    [seals.map((one) => one.seq), seals.map((one) => one.chain), seals.map((one) => one.seal)],
  );
  await tx.client.query(
    `insert into audit_head (chain, seal) values ($1, $2) on conflict (singleton) do update set chain = $1, seal = $2`,
    [chain, before],
  );
  return { count: rows.length, last: rows.at(-1)?.seq ?? after };
}
