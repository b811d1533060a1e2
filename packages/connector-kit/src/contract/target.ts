import type { AccountMode, Change, Container, NativeId, Observed, Tool } from '@passerelle/model';
import type { Call } from './call.ts';
import type { Check } from './check.ts';
import type { Doors } from './doors.ts';
import type { ConnectorError } from './error.ts';
import type { HttpClient } from '../http/client.ts';
import type { Logger } from './logger.ts';
import type { Manifest, Ration } from './manifest.ts';
import type { Territory } from './territory.ts';

/** A kind of platform. One of these per connector folder, listed in the registry. */
export interface TargetConnector<Config> {
  readonly manifest: Manifest<Config>;
  /** What a configuration makes of the manifest's choices. Pure. */
  use(config: Config): {
    readonly accountMode: { readonly local: AccountMode; readonly directory: AccountMode };
    /** The manifest's rations, unless the administrator has lifted them on the platform. */
    readonly rations: readonly Ration[];
    /** What identifies the credential (account and secret): only ever used as the input of a keyed digest. */
    readonly credential: string;
    /** Names of the manifest's parts that are wanted. Absent: all of them. */
    readonly parts?: readonly string[];
  };
  /** What it writes, where a source might read it. Pure. Absent: nothing that a source reads. */
  writes?(config: Config): readonly Territory[];
  /** Opens nothing: the first request is the first connection. */
  connect(config: Config, context: ConnectorContext): Target;
}

/** Everything that a connector is given; it reads nothing global. */
export interface ConnectorContext {
  /** Name of the target in the configuration, for messages. */
  readonly name: string;
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly now: () => number;
  /** Random bytes, for passwords that nobody will ever know. */
  readonly random: (bytes: number) => Uint8Array;
}

/** A configured platform. Decides nothing: no difference, no policy, no retry. */
export interface Target {
  check(call: Call): AsyncIterable<Check>;
  /** Streams what is there. After a container's last resource comes its `container` event, once. A failure that concerns one container is told as `partial`, not thrown. */
  observe(scope: Scope, call: Call): AsyncIterable<ObservedEvent>;
  /** One platform object's changes, in order. Never throws: every change gets its outcome. */
  apply(batch: Batch, call: Call): Promise<readonly Outcome[]>;
  /**
   * Room for one short text of ours on the platform (`<instance>:<epoch>`), by which a store that was restored from a backup recognises itself.
   * Absent where a platform has no place for it.
   */
  readonly mark?: {
    read(call: Call): Promise<string | null>;
    write(mark: string, call: Call): Promise<void>;
  };
  /** Where the platform leaves it to us whom to let in: what the server needs for that. */
  readonly doors?: Doors;
  close(): Promise<void>;
}

/** What to read. Lists are native ids of ours; foreign groups' members are never read. */
export type Scope =
  | {
      readonly extent: 'full';
      readonly groups: readonly NativeId[];
      readonly spaces: readonly ScopedSpace[];
      /** Logins of people who are to be linked to an account that the identity side makes. */
      readonly awaited: readonly Awaited[];
    }
  | {
      readonly extent: 'targeted';
      readonly accounts: readonly NativeId[];
      readonly groups: readonly NativeId[];
      readonly spaces: readonly ScopedSpace[];
      readonly awaited: readonly Awaited[];
      /** Native names that are about to be created: is something of that name there already? */
      readonly names: {
        readonly groups: readonly string[];
        readonly spaces: readonly { readonly tool: Tool; readonly name: string }[];
      };
    };
/** A space of ours; `label` as we last gave it, for a platform that keeps none itself. */
export interface ScopedSpace {
  readonly tool: Tool;
  readonly native: NativeId;
  readonly label?: string;
}
export interface Awaited {
  readonly login: string | null;
  readonly anchor: string;
}

export type ObservedEvent =
  | Observed
  | { readonly kind: 'container'; readonly container: Container; readonly state: 'complete' }
  | {
      readonly kind: 'container';
      readonly container: Container;
      readonly state: 'partial';
      readonly error: ConnectorError;
    };

/** One platform object (one person, one group, one space) with everything that is to change on it, in the order in which it must happen. */
export interface Batch {
  readonly object: string;
  readonly operations: readonly BatchOperation[];
  /** Native ids of everything that the changes name by our keys, as far as they exist. */
  readonly natives: {
    readonly accounts: Readonly<Record<string, NativeId>>;
    readonly groups: Readonly<Record<string, NativeId>>;
    readonly spaces: Readonly<Record<string, NativeId>>;
  };
}
export interface BatchOperation {
  readonly id: string;
  readonly change: Change;
  /** An attempt of this same operation may have reached the platform before (the worker died): what it would have made is ours. */
  readonly attemptedBefore: boolean;
}

export type Outcome =
  /** `native` is told by creates, adopts and links. `mark` says which anchor was read back or written, if any. */
  | {
      readonly id: string;
      readonly result: 'applied' | 'already';
      readonly native?: NativeId;
      readonly anchor?: string;
    }
  | { readonly id: string; readonly result: 'superseded'; readonly why: string }
  | { readonly id: string; readonly result: 'failed'; readonly error: ConnectorError };
