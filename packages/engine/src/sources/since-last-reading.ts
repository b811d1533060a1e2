import type { Call, Source } from '@passerelle/connector-kit';
import { readSourceRuns, type SourceEvent } from '@passerelle/store';
import { z } from 'zod';
import type { Engine, EngineSource } from '../setup.ts';

/** Where a reading goes on from: a cursor of the last accepted one, and records to read again, since a person may have settled them. */
export interface Since {
  readonly cursor: string;
  readonly again: readonly string[];
}
/** A source that can tell what is new since a reading, and who is there. */
export interface IncrementalSource extends Source {
  readSince(since: Since, call: Call): AsyncIterable<SourceEvent>;
}
export const isIncremental = (source: Source): source is IncrementalSource =>
  'readSince' in source && typeof source.readSince === 'function';

const cursorOf = z.object({ cursor: z.string() });
const unsettled = z.array(z.looseObject({ severity: z.string(), externalId: z.string().nullish() }));

/** Null: the last accepted reading left nothing to go on from. Questions that wait in it are asked again by the next one. */
export async function sinceLastReading(engine: Engine, { id }: EngineSource): Promise<Since | null> {
  const [last] = await readSourceRuns(engine.store, id, { states: ['applied', 'unchanged'], limit: 1 });
  const shape = cursorOf.safeParse(last?.shape);
  if (last === undefined || !shape.success) return null;
  const again = unsettled
    .parse(last.findings)
    .flatMap(({ severity, externalId }) => (severity === 'notice' ? [] : (externalId ?? [])));
  return { cursor: shape.data.cursor, again };
}
