import type { Batch, BatchOperation, Call, ConnectorError, Outcome } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import type { Session } from '../session.ts';

/** One batch under way. */
export interface Work {
  readonly session: Session;
  readonly call: Call;
  readonly batch: Batch;
  /** Accounts, groups and spaces by our keys, growing as the batch makes them. */
  readonly accounts: Map<string, NativeId>;
  readonly groups: Map<string, NativeId>;
  readonly spaces: Map<string, NativeId>;
  /** Operations that an earlier one of the batch has taken care of, with what became of them. */
  readonly settled: Map<string, Outcome>;
  /** Why a person's account could not be made: what depends on it fails the same way. */
  readonly failedAccounts: Map<string, Outcome>;
}

export const startWork = (session: Session, batch: Batch, call: Call): Work => ({
  session,
  call,
  batch,
  accounts: new Map(Object.entries(batch.natives.accounts)),
  groups: new Map(Object.entries(batch.natives.groups)),
  spaces: new Map(Object.entries(batch.natives.spaces)),
  settled: new Map(),
  failedAccounts: new Map(),
});

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
