import type { Logger, Manifest, Ration, SourceConnector, Source, Target } from '@passerelle/connector-kit';
import type { AccountMode, SourceId, TargetId } from '@passerelle/model';
import type { Store } from '@passerelle/store';
import type { EngineSettings } from './settings.ts';

/** A configured platform, connected: what the engine works with. */
export interface EngineTarget {
  readonly id: TargetId;
  readonly connector: string;
  readonly manifest: Manifest;
  readonly target: Target;
  /** Rations in force: the manifest's, unless the configuration says that the platform lifts or changes them. */
  readonly rations: readonly Ration[];
  /** Names of the manifest's parts that are wanted. Absent: all of them. */
  readonly parts?: readonly string[];
  readonly accountMode: { readonly local: AccountMode; readonly directory: AccountMode };
  /** Changes whenever the configured credential changes, tells nothing about it (a keyed digest). */
  readonly credentialFingerprint: string;
}

/** A configured source of people, connected. */
export interface EngineSource {
  readonly id: SourceId;
  readonly connector: string;
  readonly manifest: Pick<SourceConnector<unknown>['manifest'], 'id' | 'title' | 'texts' | 'directory'>;
  readonly source: Source;
  /** `source`: authoritative for its own scope, what vanishes there ends. `import`: only adds and updates. */
  readonly authority: 'source' | 'import';
  /** A new person's id is made from the record's id where that is a UUID. */
  readonly personIdFrom: 'anchor' | 'own';
}

/** Everything that the engine is given. */
export interface Engine {
  readonly store: Store;
  readonly targets: ReadonlyMap<TargetId, EngineTarget>;
  readonly sources: ReadonlyMap<SourceId, EngineSource>;
  readonly settings: EngineSettings;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  readonly uuid: () => string;
}

/** Sources whose people have accounts with the identity side. */
export const directoriesOf = ({ sources }: Pick<Engine, 'sources'>): readonly SourceId[] =>
  [...sources.values()].filter(({ manifest }) => manifest.directory).map(({ id }) => id);
