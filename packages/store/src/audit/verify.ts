import { createSecretKey } from 'node:crypto';
import { readRows } from '../read-rows.ts';
import type { Store } from '../database.ts';
import { sealedColumns, sealOf, type SealedContent } from './seal.ts';

export type Verification =
  | { readonly state: 'intact'; readonly sealed: number; readonly unsealed: number }
  /** The first place in the chain that does not hold, and the record there; `seq` is null where the record itself is gone. */
  | {
      readonly state: 'broken';
      readonly reason: 'changed' | 'missing' | 'cut-off';
      readonly chain: number;
      readonly seq: number | null;
    };

/** Recomputes the whole chain of seals and names the first record that was changed or taken away. */
export function verify(store: Store): Promise<Verification> {
  return store.transaction(
    async (tx) => {
      const { rows: instances } = await tx.client.query<{ seal_key: Buffer }>('select seal_key from instance');
      const { rows: heads } = await tx.client.query<{ chain: number; seal: Buffer }>(
        'select chain, seal from audit_head',
      );
      const key = createSecretKey(instances[0]?.seal_key ?? Buffer.alloc(0));
      let before: Buffer = Buffer.alloc(32);
      let chain = 0;
      const text = `select ${sealedColumns}, chain, seal from audit where chain is not null order by chain`;
      for await (const row of readRows<SealedContent & { chain: number; seal: Buffer }>(tx, text)) {
        const { chain: place, seal, ...content } = row;
        chain += 1;
        if (place !== chain) return { state: 'broken', reason: 'missing', chain, seq: null };
        before = sealOf(key, before, chain, content);
        if (!before.equals(seal)) return { state: 'broken', reason: 'changed', chain, seq: content.seq };
      }
      const head = heads[0] ?? { chain: 0, seal: Buffer.alloc(32) };
      if (head.chain !== chain || !head.seal.equals(before)) {
        return { state: 'broken', reason: 'cut-off', chain: chain + 1, seq: null };
      }
      const { rows } = await tx.client.query<{ unsealed: number }>(
        'select count(*) as unsealed from audit where seal is null',
      );
      return { state: 'intact', sealed: chain, unsealed: rows[0]?.unsealed ?? 0 };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
