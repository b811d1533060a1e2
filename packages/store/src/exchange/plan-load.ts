import {
  always,
  claimId,
  hasErrors,
  isCommunityId,
  localDateAt,
  message,
  sourceId,
  validate,
  type Assignment,
  type Community,
  type CommunityId,
  type Finding,
  type LocalDate,
  type Membership,
  type Origin,
  type PersonId,
  type RotationTurn,
} from '@passerelle/model';
import { canonicalJson } from '../audit/canonical-json.ts';
import { originOf } from '../claims/origin.ts';
import { readAssignments, readMemberships, readTurns } from '../claims/read-claims.ts';
import { getInstanceAccess } from '../communities/instance-access.ts';
import { listCommunities } from '../communities/list-communities.ts';
import { newId } from '../ids.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Tx } from '../transaction.ts';
import { communityOf, type CommunityEntry } from './communities-file.ts';
import { matchClaims, type ClaimDifference } from './match-claims.ts';
import { peopleNamed } from './person-refs.ts';

/** Everything that loading a file would write. */
export interface LoadPlan {
  readonly communities: {
    readonly created: readonly Community[];
    readonly changed: readonly Community[];
    readonly unchanged: readonly CommunityId[];
  };
  readonly memberships: ClaimDifference<Membership>;
  readonly assignments: ClaimDifference<Assignment>;
  readonly turns: { readonly set: readonly RotationTurn[]; readonly remove: readonly RotationTurn[] };
  readonly warnings: readonly Finding[];
}

/** @throws Refusal with everything that is wrong: people who are not known, roles, periods, parents… */
export async function planLoad(tx: Tx, entries: readonly CommunityEntry[], at: number): Promise<LoadPlan> {
  const person = await resolver(tx, entries);
  const known = new Map((await listCommunities(tx)).map((community) => [community.id, community]));
  const wanted = entries.map(communityOf);
  const ids = wanted.map(({ id }) => id);
  const todayIn = new Map(wanted.map(({ id, zone }) => [id, today(zone, at)]));
  const memberships = difference(
    await readMemberships(tx, { communities: ids }),
    entries.flatMap((entry) => membershipsOf(entry, person)),
    ({ community, person: who }) => `${community}/${who}`,
    (a, b) => a.participation === b.participation,
    todayIn,
  );
  const assignments = difference(
    await readAssignments(tx, { communities: ids }),
    entries.flatMap((entry) => assignmentsOf(entry, person)),
    ({ community, person: who, role, deputyFor }) => `${community}/${who}/${role}/${deputyFor ?? ''}`,
    () => true,
    todayIn,
  );
  const turns = turnDifference(await readTurns(tx, { communities: ids }), entries, person, todayIn);
  const all = [...[...known.values()].filter(({ id }) => !ids.includes(id)), ...wanted];
  const findings = validate(
    {
      instance: await getInstanceAccess(tx),
      communities: all,
      memberships: after(await readMemberships(tx), memberships),
      assignments: after(await readAssignments(tx), assignments),
      turns: [
        ...(await readTurns(tx)).filter(
          (turn) => ![...turns.set, ...turns.remove].some((other) => turnKey(other) === turnKey(turn)),
        ),
        ...turns.set,
      ],
      isActive: () => true,
    },
    at,
  );
  if (hasErrors(findings)) {
    throw new Refusal(...findings.filter(({ severity }) => severity === 'error').map((finding) => finding.message));
  }
  const isKnown = (community: Community): boolean => known.has(community.id);
  const differs = (community: Community): boolean =>
    canonicalJson(known.get(community.id)) !== canonicalJson(community);
  return {
    communities: {
      created: wanted.filter((community) => !isKnown(community)),
      changed: wanted.filter((community) => isKnown(community) && differs(community)),
      unchanged: wanted.filter((community) => isKnown(community) && !differs(community)).map(({ id }) => id),
    },
    memberships,
    assignments,
    turns,
    // What is said of communities that the file does not speak of is not this file's matter.
    warnings: findings.filter(({ message: { params } }) => {
      const of = params['community'];
      return typeof of !== 'string' || !isCommunityId(of) || !known.has(of) || ids.includes(of);
    }),
  };
}

/** A zone that does not exist is told by the validation; until then any day will do. */
function today(zone: string, at: number): LocalDate {
  try {
    return localDateAt(at, zone);
  } catch {
    return localDateAt(at, 'UTC');
  }
}

async function resolver(tx: Tx, entries: readonly CommunityEntry[]): Promise<(ref: string) => PersonId> {
  const refs = entries.flatMap((entry) => [
    ...entry.members.map(({ person }) => person),
    ...entry.assignments.flatMap(({ person, deputyFor }) => (deputyFor === undefined ? [person] : [person, deputyFor])),
    ...entry.rotations.flatMap(({ turns }) => turns.map(({ person }) => person)),
  ]);
  const named = await peopleNamed(tx, refs);
  const unknown = [...named].filter(([, people]) => people.length === 0).map(([ref]) => ref);
  const ambiguous = [...named].filter(([, people]) => people.length > 1).map(([ref]) => ref);
  const reasons = [
    ...(unknown.length > 0
      ? [message('store.people-unknown', { count: unknown.length, people: unknown.join(', ') })]
      : []),
    ...(ambiguous.length > 0 ? [message('store.people-ambiguous', { people: ambiguous.join(', ') })] : []),
  ];
  if (reasons.length > 0) throw new Refusal(...reasons);
  return (ref) => {
    const [id] = named.get(ref) ?? [];
    if (id === undefined) throw new Error(`${ref} was resolved a moment ago`);
    return id;
  };
}

const originIn = (written: string | undefined): Origin => {
  if (written === undefined) return { kind: 'file' };
  return written.startsWith('source:') ? { kind: 'source', source: sourceId(written.slice(7)) } : originOf(written);
};

const membershipsOf = (entry: CommunityEntry, person: (ref: string) => PersonId): readonly Membership[] =>
  entry.members.map((member) => ({
    id: claimId(newId()),
    person: person(member.person),
    community: entry.slug,
    participation: member.participation,
    origin: originIn(member.origin),
    from: member.from ?? always,
    until: member.until ?? null,
  }));

const assignmentsOf = (entry: CommunityEntry, person: (ref: string) => PersonId): readonly Assignment[] =>
  entry.assignments.map((given) => ({
    id: claimId(newId()),
    person: person(given.person),
    community: entry.slug,
    role: given.role,
    deputyFor: given.deputyFor === undefined ? null : person(given.deputyFor),
    origin: originIn(given.origin),
    from: given.from ?? always,
    until: given.until ?? null,
  }));

function difference<T extends Membership | Assignment>(
  held: readonly T[],
  wanted: readonly T[],
  keyOf: (claim: T) => string,
  isSame: (a: T, b: T) => boolean,
  todayIn: ReadonlyMap<CommunityId, LocalDate>,
): ClaimDifference<T> {
  const heldBy = Map.groupBy(held, keyOf);
  const wantedBy = Map.groupBy(wanted, keyOf);
  const parts = [...new Set([...heldBy.keys(), ...wantedBy.keys()])].map((key) => {
    const [claim] = [...(heldBy.get(key) ?? []), ...(wantedBy.get(key) ?? [])];
    const day = claim && todayIn.get(claim.community);
    if (day === undefined) throw new Error(`no day for ${key}`);
    return matchClaims(heldBy.get(key) ?? [], wantedBy.get(key) ?? [], isSame, day);
  });
  return {
    open: parts.flatMap(({ open }) => open),
    change: parts.flatMap(({ change }) => change),
    end: parts.flatMap(({ end }) => end),
  };
}

/** The claims as they would be. */
const after = <T extends Membership | Assignment>(
  claims: readonly T[],
  { open, change, end }: ClaimDifference<T>,
): readonly T[] => {
  const changed = new Map(change.map((pair) => [pair.before.id, { ...pair.after, id: pair.before.id }]));
  const ended = new Set(end.map(({ id }) => id));
  return [...claims.filter(({ id }) => !ended.has(id)).map((claim) => changed.get(claim.id) ?? claim), ...open];
};

const turnKey = ({ community, role, meeting }: RotationTurn): string => `${community}/${role}/${meeting}`;

/** A role that the file lists in `rotations` has exactly those turns to come; meetings that are over stay. */
function turnDifference(
  held: readonly RotationTurn[],
  entries: readonly CommunityEntry[],
  person: (ref: string) => PersonId,
  todayIn: ReadonlyMap<CommunityId, LocalDate>,
): LoadPlan['turns'] {
  const wanted = entries.flatMap((entry) =>
    entry.rotations.flatMap(({ role, turns }) =>
      turns.map((turn) => ({
        id: claimId(newId()),
        community: entry.slug,
        role,
        meeting: turn.meeting,
        person: person(turn.person),
      })),
    ),
  );
  const listed = new Set(entries.flatMap((entry) => entry.rotations.map(({ role }) => `${entry.slug}/${role}`)));
  const now = new Map(held.map((turn) => [turnKey(turn), turn.person]));
  const then = new Set(wanted.map(turnKey));
  return {
    set: wanted.filter((turn) => now.get(turnKey(turn)) !== turn.person),
    remove: held.filter(
      (turn) =>
        listed.has(`${turn.community}/${turn.role}`) &&
        !then.has(turnKey(turn)) &&
        turn.meeting >= (todayIn.get(turn.community) ?? always),
    ),
  };
}
