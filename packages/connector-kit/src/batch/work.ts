import type { NativeId } from '@passerelle/model';
import type { Call, Batch, Outcome } from '../contract/index.ts';

/** One batch under way in a connector; `Session` is whatever the connector works with. */
export interface BatchWork<Session> {
  readonly session: Session;
  readonly call: Call;
  readonly batch: Batch;
  /** Native ids of accounts, groups and spaces by our keys, growing as the batch makes them. */
  readonly accounts: Map<string, NativeId>;
  readonly groups: Map<string, NativeId>;
  readonly spaces: Map<string, NativeId>;
  /** Operations that an earlier one of the batch has taken care of, with what became of them. */
  readonly settled: Map<string, Outcome>;
  /** Why a person's account could not be made: what depends on it fails the same way. */
  readonly failedAccounts: Map<string, Outcome>;
}

export const startWork = <Session>(session: Session, batch: Batch, call: Call): BatchWork<Session> => ({
  session,
  call,
  batch,
  accounts: new Map(Object.entries(batch.natives.accounts)),
  groups: new Map(Object.entries(batch.natives.groups)),
  spaces: new Map(Object.entries(batch.natives.spaces)),
  settled: new Map(),
  failedAccounts: new Map(),
});
