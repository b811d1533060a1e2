import { standingsOf, startOf, type CommunityId, type LocalDate, type PersonId, type Station } from '@passerelle/model';
import type { Tx } from '../transaction.ts';
import { readCommunityStandings } from './read-community-standings.ts';

export interface AccessQuestion {
  /** The day asked about, in each community's zone. */
  readonly validOn: LocalDate;
  /** As it was known then. Default: as it is known now. */
  readonly knownAt?: Date;
  readonly communities?: readonly CommunityId[];
  readonly person?: PersonId;
}
export interface StandingThen {
  readonly community: CommunityId;
  readonly person: PersonId;
  readonly stations: readonly Station[];
}

/** Who stood where on a day, as known at an instant: by the same rules as today's access. Ordered by community, person. */
export async function* accessAsOf(tx: Tx, question: AccessQuestion): AsyncGenerator<StandingThen, void, undefined> {
  const { validOn: at, person, ...rest } = question;
  for await (const { view } of readCommunityStandings(tx, { ...rest, at })) {
    const { id, zone } = view.community;
    for (const standing of standingsOf(view, startOf(at, zone))) {
      if (person === undefined || standing.person === person) yield { community: id, ...standing };
    }
  }
}
