import type { CommunityId, PersonId } from '@passerelle/model';
import { actIn, type ActDescription, type ActTx } from '@passerelle/store';
import type { Engine } from '../../setup.ts';
import {
  compareLevelMaps,
  compareStations,
  readLevels,
  type Access,
  type LevelChange,
  type StationChange,
} from './levels.ts';

/** Undoes a transaction that was only looked at. */
class LookedAt extends Error {}

export interface Preview<T> {
  readonly changes: readonly LevelChange[];
  readonly stations: readonly StationChange[];
  readonly result: T;
  /** What everybody who was looked at is, before. */
  readonly before: Access;
}

/**
 * What an act would mean: it is done in a transaction that is never committed, and what people may do is compared before and after.
 * @param at instant at which it is compared: after the first day of something that begins later. @throws Refusal
 */
export async function previewAct<T>(
  { store }: Pick<Engine, 'store'>,
  people: ReadonlySet<PersonId> | 'everybody',
  at: number,
  description: ActDescription,
  work: (tx: ActTx) => Promise<T>,
  communities?: readonly CommunityId[],
): Promise<Preview<T>> {
  const seen: Preview<T>[] = [];
  try {
    await store.transaction(async (tx) => {
      const before = await readLevels(tx, people, at, communities);
      const result = await actIn({ wake: async () => undefined }, tx, description, work);
      const after = await readLevels(tx, people, at, communities);
      seen.push({
        changes: compareLevelMaps(before.levels, after.levels),
        stations: compareStations(before.stations, after.stations),
        result,
        before,
      });
      throw new LookedAt();
    });
  } catch (error) {
    if (!(error instanceof LookedAt)) throw error;
  }
  const [preview] = seen;
  if (preview === undefined) throw new Error('an act that was looked at left nothing to show');
  return preview;
}
