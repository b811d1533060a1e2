import {
  addDays,
  leavingConsequences,
  message,
  type CommunityId,
  type LocalDate,
  type PersonId,
} from '@passerelle/model';
import { endClaims, getCommunity, readCommunityView, readGroupViews, unenrol } from '@passerelle/store';
import type { Engine } from '../../setup.ts';
import { ActRefused, seenAt, type DescribedAct } from './act-described.ts';

export interface UnenrolmentAsked {
  readonly person: PersonId;
  readonly community: CommunityId;
  /** Last day. Absent: it ends now. */
  readonly until?: LocalDate | undefined;
  /** Said yes to: nobody will hold the role of technicien there. */
  readonly acceptsLastTechnicien: boolean;
}

/** A membership ends, with the roles and working groups that hang on it. @throws ActRefused, Refusal when there is no such community */
export async function unenrolAct(
  { store }: Pick<Engine, 'store'>,
  { person, community: id, until, acceptsLastTechnicien }: UnenrolmentAsked,
  now: number,
): Promise<DescribedAct<void>> {
  const community = await getCommunity(store, id);
  const leaving = await store.transaction(async (tx) =>
    leavingConsequences(await readCommunityView(tx, id, now), await readGroupViews(tx, id, now), person, now),
  );
  const [last] = leaving.lastTechnicienOf;
  if (last !== undefined && !acceptsLastTechnicien)
    throw new ActRefused(message('last-technicien', { community: last }));
  const [claimant] = leaving.stillClaimedBy;
  if (leaving.ends.length === 0 && claimant !== undefined) {
    const code = claimant === 'file' ? 'claimed-by-file' : 'claimed-elsewhere';
    throw new ActRefused(message(code, { person, community: id, origin: claimant }));
  }
  const end = until === undefined ? { at: now } : { until };
  return {
    kind: 'unenrol',
    params: last === undefined ? {} : { acknowledgedLastTechnicien: true },
    people: [person],
    communities: [id, ...leaving.groups],
    at: seenAt(until === undefined ? undefined : addDays(until, 1), community.zone, now),
    work: async (tx) => {
      // Nothing was claimed by hand: the refusal says who claims it.
      if (leaving.ends.length === 0)
        await unenrol(tx, { person, community: id, origin: { kind: 'hand' }, end, at: now });
      else await endClaims(tx, leaving.ends, end);
    },
    warnings: () => (leaving.messages.length > 0 ? leaving.messages : [message('act.leaves-everything')]),
  };
}
