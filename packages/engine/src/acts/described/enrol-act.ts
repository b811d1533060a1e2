import {
  knowsRole,
  localDateAt,
  message,
  type CommunityId,
  type LocalDate,
  type Message,
  type Participation,
  type PersonId,
  type RoleId,
} from '@passerelle/model';
import { assign, enrolWithParent, getCommunity, readMemberships, type ActTx } from '@passerelle/store';
import type { Engine } from '../../setup.ts';
import { ActRefused, seenAt, type DescribedAct } from './act-described.ts';

export interface EnrolmentAsked {
  readonly person: PersonId;
  readonly community: CommunityId;
  /** Absent: whoever is a member keeps the level that they have, others are peripheral. */
  readonly participation?: Participation | undefined;
  readonly role?: RoleId | undefined;
  readonly from?: LocalDate | undefined;
  readonly until?: LocalDate | undefined;
}

/** A membership by hand, and a role if one is named. @throws Refusal when there is no such community, ActRefused */
export async function enrolAct(
  { store }: Pick<Engine, 'store'>,
  asked: EnrolmentAsked,
  now: number,
): Promise<DescribedAct<readonly Message[]>> {
  const { person, role, from, until } = asked;
  const community = await getCommunity(store, asked.community);
  if (role !== undefined && !knowsRole(community, role))
    throw new ActRefused(message('role-unknown', { role, community: community.id }));
  const claim = {
    person,
    community: community.id,
    origin: { kind: 'hand' },
    at: now,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  } as const;
  return {
    kind: 'enrol',
    people: [person],
    // A working group's members are members of the community above it.
    communities: community.parent === null ? [community.id] : [community.parent, community.id],
    at: seenAt(from, community.zone, now),
    work: async (tx) => {
      const participation = asked.participation ?? (await presentLevel(tx, claim)) ?? 'peripheral';
      const { messages } = await enrolWithParent(tx, { ...claim, participation });
      const { warnings } = role === undefined ? { warnings: [] } : await assign(tx, { ...claim, role });
      return [...messages, ...warnings.map(({ message: told }) => told)];
    },
    warnings: (told) => [
      ...told,
      ...(community.stage === 'archived' ? [message('community.is-archived', { slug: community.id })] : []),
    ],
  };
}

/** Whoever is a member already, and is enrolled again without a word about the level, keeps it. */
async function presentLevel(
  tx: ActTx,
  { person, community, at }: { readonly person: PersonId; readonly community: CommunityId; readonly at: number },
): Promise<Participation | undefined> {
  const { zone } = await getCommunity(tx, community);
  const today = localDateAt(at, zone);
  const lasting = (await readMemberships(tx, { people: [person], communities: [community] })).filter(
    ({ until }) => until === null || until >= today,
  );
  return (lasting.find(({ origin }) => origin.kind === 'hand') ?? lasting[0])?.participation;
}
