import type { ReadyBatch, ReadyOperation } from './ready.ts';

/** What operations must have in common to go out in one call: the same groups, all joined or all left. Null: it stays a batch of its own. */
function signatureOf({ change }: ReadyOperation): string | null {
  if (change.kind !== 'membership' || change.verb !== 'change') return null;
  const isAdding = change.remove.length === 0;
  if (isAdding === (change.add.length === 0)) return null;
  return `${isAdding ? 'join' : 'leave'}:${[...(isAdding ? change.add : change.remove)].sort().join(' ')}`;
}

/**
 * Where a platform takes many people of a group in one call, membership changes of many people become one batch, at the place of the first of them.
 * A batch that also makes or changes the account stays together: that is one call already.
 */
export function joinMemberships(batches: readonly ReadyBatch[], most: number): ReadyBatch[] {
  const joined: ReadyBatch[] = [];
  const open = new Map<string, { object: string; phase: ReadyBatch['phase']; operations: ReadyOperation[] }>();
  for (const batch of batches) {
    const signatures = batch.operations.map(signatureOf);
    if (signatures.includes(null)) {
      joined.push(batch);
      continue;
    }
    for (const [index, operation] of batch.operations.entries()) {
      const key = `${batch.phase} ${signatures[index] ?? ''}`;
      const found = open.get(key);
      if (found !== undefined && found.operations.length < most) {
        found.operations.push(operation);
        continue;
      }
      const begun = {
        object: `${signatures[index] ?? ''}#${operation.id}`,
        phase: batch.phase,
        operations: [operation],
      };
      open.set(key, begun);
      joined.push(begun);
    }
  }
  return joined;
}
