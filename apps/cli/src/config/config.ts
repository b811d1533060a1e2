import type { SourceConnector, TargetConnector } from '@passerelle/connector-kit';
import type { PolicyTable, SourceId, TargetId, TextLanguage, Tool } from '@passerelle/model';
import type { ParsedConfig } from './schema.ts';

export interface ConfiguredSource {
  readonly id: SourceId;
  readonly connector: SourceConnector<unknown>;
  /** As the connector's own schema returned it. */
  readonly config: unknown;
  readonly authority: 'source' | 'import';
  readonly personIdFrom: 'anchor' | 'own';
  readonly schedule: string | null;
}
export interface ConfiguredTarget {
  readonly id: TargetId;
  readonly connector: TargetConnector<unknown>;
  readonly config: unknown;
  /** Null: as it was last set by a command. */
  readonly mode: 'active' | 'observe-only' | 'paused' | null;
  readonly network: {
    readonly ca?: string | undefined;
    readonly proxy?: string | undefined;
    readonly timeout?: number | undefined;
  };
}

/** A configuration that was checked in full. Nothing in it is to be shown: it holds secrets. */
export interface Config extends Pick<ParsedConfig, 'administrators' | 'auditors' | 'guards' | 'schedules' | 'server'> {
  /** Where it was read; what a message names. */
  readonly file: string;
  /** Folder against which relative paths are read. */
  readonly folder: string;
  readonly language: TextLanguage;
  /** Absolute. */
  readonly data: string;
  /** Null: the embedded PostgreSQL in `data`. */
  readonly databaseUrl: string | null;
  readonly sources: readonly ConfiguredSource[];
  readonly targets: readonly ConfiguredTarget[];
  /** Null: not configured here, the store's own stays. */
  readonly access: PolicyTable | null;
  readonly tools: Readonly<Partial<Record<Tool, TargetId>>>;
  /** Every secret's text, for the redaction of whatever is shown. */
  readonly secrets: readonly string[];
}
