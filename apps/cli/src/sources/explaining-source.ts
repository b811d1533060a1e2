import type { Call, Source } from '@passerelle/connector-kit';

/** A source that can tell what it would make of one entry. */
export interface ExplainingSource extends Source {
  explain(entry: string, call: Call): Promise<unknown>;
}

export const canExplain = (source: Source): source is ExplainingSource =>
  'explain' in source && typeof source.explain === 'function';
