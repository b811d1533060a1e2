import type { NativeId } from '@passerelle/model';
import type { BatchOperation, ConnectorError, Outcome } from '../contract/index.ts';

/** What an operation that did not fail came to. */
export type Result = Extract<Outcome, { readonly result: 'applied' | 'already' | 'superseded' }>;
type Done = Extract<Outcome, { readonly result: 'applied' | 'already' }>;

const told = (native?: NativeId, anchor?: string) => ({
  ...(native === undefined ? {} : { native }),
  ...(anchor === undefined ? {} : { anchor }),
});

/** @param anchor what was written to, or read back from, the platform as our mark on the thing */
export const applied = ({ id }: BatchOperation, native?: NativeId, anchor?: string): Done => ({
  id,
  result: 'applied',
  ...told(native, anchor),
});
export const already = ({ id }: BatchOperation, native?: NativeId, anchor?: string): Done => ({
  id,
  result: 'already',
  ...told(native, anchor),
});
/** What the change was planned on is no longer so: the next round plans anew. */
export const superseded = ({ id }: BatchOperation, why: string): Result => ({ id, result: 'superseded', why });
export const failed = ({ id }: BatchOperation, error: ConnectorError): Outcome => ({ id, result: 'failed', error });
