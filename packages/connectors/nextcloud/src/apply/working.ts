import type { Batch, BatchOperation, Call, ConnectorError, Outcome } from '@passerelle/connector-kit';
import type { GroupKey, NativeId, PersonId, SpaceKey } from '@passerelle/model';
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

export const applied = ({ id }: BatchOperation, native?: NativeId): Result =>
  native === undefined ? { id, result: 'applied' } : { id, result: 'applied', native };
export const already = ({ id }: BatchOperation, native?: NativeId): Result =>
  native === undefined ? { id, result: 'already' } : { id, result: 'already', native };
/** What the change was planned on is no longer so: the next round plans anew. */
export const superseded = ({ id }: BatchOperation, why: string): Result => ({ id, result: 'superseded', why });
export const failed = ({ id }: BatchOperation, error: ConnectorError): Outcome => ({ id, result: 'failed', error });

export const accountNative = (work: Work, person: PersonId): NativeId | undefined => work.accounts.get(person);
export const groupNative = (work: Work, group: GroupKey): NativeId | undefined => work.groups.get(group);
export const spaceNative = (work: Work, space: SpaceKey): NativeId | undefined => work.spaces.get(space);
