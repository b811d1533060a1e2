import type { AccountMode, Level, NativeId, PersonId, Profile, Tool } from '@passerelle/model';
import type { Manifest } from '../contract/manifest.ts';
import type { Target } from '../contract/target.ts';
import type { TestCall, TestCallOptions } from '../testing/index.ts';

/** What a platform can be made to do wrong. `unauthorized` strikes the n-th request and every later one, the others only the n-th. */
export const faultKinds = [
  'refused',
  'reset',
  'timeout',
  'slow',
  'too-many',
  'too-many-until',
  'server-error',
  'maintenance',
  'html',
  'truncated',
  'unauthorized',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Seconds that `too-many-until` names in its Retry-After. */
export const retryAfterSeconds = 120;

export interface ArmedFault {
  readonly struck: number;
  /** The fault made no difference: an answer without a body cannot be cut. */
  readonly harmless: boolean;
  disarm(): void;
}

export interface SeenRequest {
  readonly method: string;
  /** Path and query, decoded or not. */
  readonly path: string;
}

export interface SamplePerson {
  readonly person: PersonId;
  readonly profile: Profile;
  readonly hint: { readonly login: string | null; readonly anchor: string } | null;
}

/** A connected platform with what the suite may do behind the connector's back. */
export interface Bench {
  /** The connector's manifest; its configuration is of no interest here. */
  readonly manifest: Omit<Manifest, 'config'>;
  readonly target: Target;
  readonly mode: AccountMode;
  /** Epoch milliseconds, as the connector was given them. */
  readonly now: () => number;
  /** Tool of the spaces to try, with two of its levels, the lower first. Null: the platform has no spaces. */
  readonly space: {
    readonly tool: Tool;
    readonly low: Level;
    readonly high: Level;
    /** False: this bench's platform cannot rename a space (a stand-in that does not go so far). */
    readonly renames?: boolean;
  } | null;
  /** Begins every native name that the suite makes: unique in this run, in the platform's characters. */
  readonly prefix: string;
  /** Makes a name out of prefix and number that the platform takes for a group. The suite's own by default. */
  readonly groupName?: (number: number) => string;
  readonly call: (options?: TestCallOptions) => TestCall;
  /** Somebody new, without an account. In the mode `await` the account is there already. */
  newPerson(number: number): Promise<SamplePerson>;
  /** Accounts that must never be touched. */
  readonly protectedAccounts: readonly NativeId[];
  /** What others do on the platform. Absent: cannot be tried there. */
  readonly others: {
    group?(name: string): Promise<NativeId>;
    space?(name: string): Promise<NativeId>;
    /** Some account that is nobody's of ours. */
    account?(number: number): Promise<NativeId>;
    member?(group: NativeId, account: NativeId): Promise<void>;
    grant?(space: NativeId, group: NativeId): Promise<void>;
  };
  /** Every request that reached the platform since `forget`. */
  readonly requests?: { all(): readonly SeenRequest[]; forget(): void };
  /** `nth` counts from 1, from now on. */
  readonly faults?: { arm(kind: FaultKind, nth: number): ArmedFault };
  /** Removes everything that was made and closes. */
  close(): Promise<void>;
}

export interface Harness {
  open(): Promise<Bench>;
}
