import { groupMembership, localDateAt, type Message } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { readMemberships } from '../claims/read-claims.ts';
import { getCommunity } from '../communities/list-communities.ts';
import { lock } from '../lock.ts';
import { enrol, type Enrolled, type Enrolment } from './enrol.ts';

export interface EnrolledWithParent extends Enrolled {
  /** What happened in the community that this is a working group of. Null: nothing had to. */
  readonly parent: Enrolled | null;
  /** What a person should know of it before they say yes. */
  readonly messages: readonly Message[];
}

/** `enrol`, and for a working group whatever its members need in the community above it, in the same act. @throws Refusal */
export async function enrolWithParent(tx: ActTx, enrolment: Enrolment): Promise<EnrolledWithParent> {
  const { person, at } = enrolment;
  const community = await getCommunity(tx, enrolment.community);
  if (community.parent === null) return { ...(await enrol(tx, enrolment)), parent: null, messages: [] };
  // In the order of the slugs, as whoever enrols in both at once must take them.
  for (const id of [community.id, community.parent].sort()) await lock(tx, `claim:${id}/${person}`);
  const claims = await readMemberships(tx, { people: [person], communities: [community.id, community.parent] });
  const today = localDateAt(at, community.zone);
  const own = claims.filter(
    (claim) => claim.community === community.id && (claim.until === null || claim.until >= today),
  );
  const known = own[0];
  const asked = {
    from: enrolment.from ?? known?.from ?? today,
    // One that lasts keeps the end that it has.
    until: enrolment.until === undefined && known !== undefined ? known.until : enrolment.until,
  };
  // What is over in the parent before today does not count, whenever the membership of the group began.
  const lasting = claims.filter(({ until }) => until === null || until >= today);
  const meaning = groupMembership(community, person, lasting, asked);
  const parent =
    meaning.parent === null
      ? null
      : await enrol(tx, { ...enrolment, community: community.parent, participation: meaning.parent });
  const enrolled = await enrol(tx, { ...enrolment, ...(meaning.until === undefined ? {} : { until: meaning.until }) });
  return { ...enrolled, parent, messages: meaning.messages };
}
