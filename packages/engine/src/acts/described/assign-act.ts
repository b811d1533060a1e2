import {
  addDays,
  knowsRole,
  lastTechnicien,
  message,
  technicien,
  type CommunityId,
  type LocalDate,
  type PersonId,
  type RoleId,
} from '@passerelle/model';
import {
  assign,
  currentAssignments,
  endClaims,
  getCommunity,
  readCommunityView,
  type Assigned,
} from '@passerelle/store';
import type { Engine } from '../../setup.ts';
import { ActRefused, seenAt, type DescribedAct } from './act-described.ts';

export interface AssignmentAsked {
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly deputyFor?: PersonId | null | undefined;
  readonly from?: LocalDate | undefined;
  readonly until?: LocalDate | undefined;
}

const hand = { kind: 'hand' } as const;

/** Gives a role, or a deputyship of it. @throws ActRefused, Refusal when there is no such community */
export async function assignAct(
  { store }: Pick<Engine, 'store'>,
  asked: AssignmentAsked,
  now: number,
): Promise<DescribedAct<Assigned>> {
  const { person, role, deputyFor = null, from, until } = asked;
  const community = await getCommunity(store, asked.community);
  if (!knowsRole(community, role)) throw new ActRefused(message('role-unknown', { role, community: community.id }));
  return {
    kind: 'assign',
    people: [person],
    communities: [community.id],
    at: seenAt(from, community.zone, now),
    work: (tx) =>
      assign(tx, {
        person,
        community: community.id,
        role,
        deputyFor,
        origin: hand,
        at: now,
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { until }),
      }),
    warnings: ({ warnings }) => warnings.map(({ message: told }) => told),
  };
}

export interface UnassignmentAsked extends Pick<AssignmentAsked, 'person' | 'community' | 'role' | 'until'> {
  readonly acceptsLastTechnicien: boolean;
}

/** Takes a role away, deputyships of it included. @throws ActRefused, Refusal when there is no such community */
export async function unassignAct(
  { store }: Pick<Engine, 'store'>,
  { person, community: id, role, until, acceptsLastTechnicien }: UnassignmentAsked,
  now: number,
): Promise<DescribedAct<void>> {
  const community = await getCommunity(store, id);
  const isLast =
    role === technicien &&
    (await store.transaction(async (tx) => lastTechnicien(await readCommunityView(tx, id, now), person, now)));
  if (isLast && !acceptsLastTechnicien) throw new ActRefused(message('last-technicien', { community: id }));
  return {
    kind: 'unassign',
    params: isLast ? { acknowledgedLastTechnicien: true } : {},
    people: [person],
    communities: [id],
    at: seenAt(until === undefined ? undefined : addDays(until, 1), community.zone, now),
    work: async (tx) => {
      const claims = await currentAssignments(tx, { person, community: id, role, origin: hand, at: now });
      await endClaims(
        tx,
        claims.map((claim) => claim.id),
        until === undefined ? { at: now } : { until },
      );
    },
    warnings: () => [],
  };
}
