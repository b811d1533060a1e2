import type { PoolClient } from 'pg';
import { tracesOf, type Applied } from './traces-of.ts';

/** What was applied by other hands than a batch's becomes part of what we know, in the transaction that records it. */
export async function recordChange(
  client: PoolClient,
  applied: Applied & { readonly operation: string },
): Promise<void> {
  await client.query(
    `select leave_trace($1, $2, (select coalesce(max(id), 0) from observation where target = $1), trace)
       from (select trace from jsonb_array_elements($3) with ordinality as t (trace, step) order by step) as in_order`,
    [applied.target, applied.operation, JSON.stringify(tracesOf(applied))],
  );
}
