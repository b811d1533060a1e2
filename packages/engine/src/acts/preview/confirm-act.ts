import { createHash } from 'node:crypto';
import type { CommunityId, PersonId } from '@passerelle/model';
import { actIn, canonicalJson, type ActDescription, type ActTx } from '@passerelle/store';
import type { Engine } from '../../setup.ts';
import { compareLevelMaps, compareStations, readLevels, type LevelChange, type StationChange } from './levels.ts';

/** What a person is shown of an act before they say yes. */
export interface Meaning {
  readonly changes: readonly LevelChange[];
  readonly stations: readonly StationChange[];
}
/** The same meaning always has the same one: a yes to it is a yes to nothing else. */
export const digestOfMeaning = ({ changes, stations }: Meaning): string =>
  createHash('sha256').update(canonicalJson({ changes, stations })).digest('base64url').slice(0, 22);

/** Since somebody saw what an act means, it has come to mean something else. Nothing was done. */
export class MeansOtherwise extends Error {
  constructor() {
    super('the act means something else than what was confirmed');
    this.name = 'MeansOtherwise';
  }
}

/**
 * Does an act that somebody confirmed, if it still means what they saw: compared and done in one transaction.
 * @param seen the digest of what they saw. @returns the act's id; null: it changed nothing. @throws MeansOtherwise, Refusal
 */
export async function confirmAct<T>(
  { store }: Pick<Engine, 'store'>,
  people: ReadonlySet<PersonId> | 'everybody',
  at: number,
  description: ActDescription,
  work: (tx: ActTx) => Promise<T>,
  seen: string,
  communities?: readonly CommunityId[],
): Promise<string | null> {
  return store.transaction(async (tx) => {
    const before = await readLevels(tx, people, at, communities);
    const id = await actIn(store, tx, { ...description, confirmed: true }, async (own) => {
      await work(own);
      return own.act;
    });
    const after = await readLevels(tx, people, at, communities);
    const meaning = {
      changes: compareLevelMaps(before.levels, after.levels),
      stations: compareStations(before.stations, after.stations),
    };
    if (digestOfMeaning(meaning) !== seen) throw new MeansOtherwise();
    // An act that neither told nor touched anything has left no trace.
    const { rowCount } = await tx.client.query(`select from act where id = $1`, [id]);
    return rowCount === 1 ? id : null;
  });
}
