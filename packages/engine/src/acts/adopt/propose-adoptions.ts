import {
  isTool,
  participationStation,
  toolOfKey,
  type CommunityId,
  type Level,
  type NativeId,
  type PersonId,
  type Station,
  type TargetId,
} from '@passerelle/model';
import { readTarget, type Read } from '../../planning/read-target.ts';
import type { Engine, EngineTarget } from '../../setup.ts';
import type { Adoption, Listing, Members, Proposal } from './adoption.ts';
import { findCandidates, adoptionOf, type Candidate } from './find-candidates.ts';
import { foreignObjects, listingsOf } from './foreign-objects.ts';
import { freeCommunities, isFree, type FreeCommunity } from './free-keys.ts';
import { judgeCandidate, type Evidence } from './judge-candidate.ts';
import { lookInside, type Inside } from './look-inside.ts';
import { peopleBehind } from './people-behind.ts';

export interface AdoptionQuestion {
  readonly createdBy: string;
  /** Absent: all. */
  readonly targets?: readonly TargetId[];
  readonly communities?: readonly CommunityId[];
  readonly signal: AbortSignal;
}
export interface Proposals {
  readonly proposals: readonly Proposal[];
  /** What looks like a community's, and cannot be: it has that group or space already. */
  readonly taken: readonly Adoption[];
  readonly listings: readonly Listing[];
  /** Targets that could not be looked at. */
  readonly unread: readonly (Pick<Read, 'skipped' | 'error'> & { readonly target: TargetId })[];
}

/**
 * What is on the platforms already and seems to be a community's: every match with its reason and its doubts. Everything is read, nothing is written
 * there or here but the reading itself.
 */
export async function proposeAdoptions(engine: Engine, question: AdoptionQuestion): Promise<Proposals> {
  const { targets, createdBy, signal } = question;
  const chosen = [...engine.targets.values()].filter(({ id }) => targets === undefined || targets.includes(id));
  const proposals: Proposal[] = [];
  const taken: Adoption[] = [];
  const listings: Listing[] = [];
  const unread: { target: TargetId; skipped: Read['skipped']; error: Read['error'] }[] = [];
  for (const target of chosen) {
    const { skipped, error } = await readTarget(engine, target, {
      createdBy,
      extent: 'full',
      observe: 'always',
      signal,
    });
    if (skipped !== null || error !== null) {
      unread.push({ target: target.id, skipped, error });
      continue;
    }
    const { candidates, listed } = await candidatesOn(engine, target, question);
    listings.push(...listed);
    const judged = await judgeAll(engine, target, candidates, signal);
    proposals.push(...judged.proposals);
    taken.push(...judged.taken);
  }
  return { proposals, taken, listings, unread };
}

function candidatesOn(
  engine: Engine,
  target: EngineTarget,
  { communities }: AdoptionQuestion,
): Promise<{ readonly candidates: readonly Candidate[]; readonly listed: readonly Listing[] }> {
  return engine.store.transaction(
    async (tx) => {
      const objects = await foreignObjects(tx.client, target.id);
      // All communities, also where only some were asked for: an object that fits another one better is not theirs.
      const free = await freeCommunities(tx, target, { at: engine.now(), communities: null });
      const candidates = findCandidates(objects, free).filter(
        ({ of }) => communities === undefined || communities.includes(of.community.id),
      );
      return { candidates, listed: await listingsOf(tx.client, target, objects) };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** With what is inside: who is in a group, and which groups may do something in a space. */
async function judgeAll(
  engine: Engine,
  target: EngineTarget,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<Pick<Proposals, 'proposals' | 'taken'>> {
  const groups = candidates.filter(({ object }) => object.kind === 'group').map(({ object }) => object.native);
  const spaces = candidates.flatMap(({ object: { kind, native, tool } }) =>
    kind === 'space' && isTool(tool) ? [{ tool, native }] : [],
  );
  const inside = await lookInside(engine, target, { groups, spaces }, signal);
  const accounts = [...new Set([...inside.accounts.values()].flat())];
  const people = await peopleBehind(engine.store.pool, target.id, accounts);
  const all = candidates.map((candidate) => place(target.id, candidate, inside, people));
  const placed = all.filter(({ candidate: { of }, adoption }) => isFree([of], adoption.key));
  const taken = all.filter((one) => !placed.includes(one)).map(({ adoption }) => adoption);
  return { proposals: placed.map((one) => judgeOne(target, one, placed, inside)), taken };
}

function judgeOne(target: EngineTarget, one: Placed, placed: readonly Placed[], inside: Inside): Proposal {
  const { candidate, adoption, guessed, members } = one;
  const { native } = adoption;
  const grants = adoption.kind === 'space' ? inside.grants.get(native) : [];
  const rivals = placed
    .filter((other) => other !== one && other.adoption.key === adoption.key)
    .map((other) => other.adoption.label);
  const unread =
    adoption.kind === 'group'
      ? !inside.accounts.has(native)
      : hasGrants(target) && grants === undefined && members === null;
  const { strangers, differing } = grantsOf(one, grants ?? [], placed);
  const judged = judgeCandidate(candidate, { members, unread, rivals, guessed, strangers, differing });
  return { adoption, community: candidate.of.community.id, reason: candidate.match.reason, members, ...judged };
}

/** Who may do what in a space already: groups that stay strangers there, and groups to be adopted whose level is not what the policy gives. */
function grantsOf(
  { candidate, adoption }: Placed,
  grants: readonly { readonly group: NativeId; readonly level: Level | 'other' }[],
  placed: readonly Placed[],
): Pick<Evidence, 'strangers' | 'differing'> {
  const strangers: string[] = [];
  const differing: Evidence['differing'][number][] = [];
  for (const { group, level } of grants) {
    const other = placed.find((known) => known.adoption.kind === 'group' && known.adoption.native === group)?.adoption;
    if (other?.kind !== 'group' || adoption.kind !== 'space') {
      strangers.push(group);
      continue;
    }
    const tool = toolOfKey(adoption.key);
    const wanted = candidate.of.desired.levelIn(other.key, tool);
    if (wanted !== level) differing.push({ group: other.label, tool, level, wanted });
  }
  return { strangers, differing };
}

const hasGrants = ({ manifest }: EngineTarget): boolean => manifest.kinds.includes('grant');

interface Placed {
  readonly candidate: Candidate;
  readonly adoption: Adoption;
  readonly guessed: Station | null;
  readonly members: Members | null;
}

/** The place that a candidate would take: by its name, or, where that says no level, by who is in it. */
function place(
  target: TargetId,
  candidate: Candidate,
  inside: Inside,
  people: ReadonlyMap<NativeId, PersonId>,
): Placed {
  const accounts = inside.accounts.get(candidate.object.native) ?? null;
  const guessed =
    candidate.object.kind === 'group' && candidate.station === null
      ? guess(candidate.of, accounts ?? [], people)
      : null;
  const station = candidate.station ?? guessed ?? usual;
  return {
    candidate,
    adoption: adoptionOf(target, candidate, station),
    guessed,
    members: accounts === null ? null : count(candidate, accounts, people, station),
  };
}

/** What most members of a community are. */
const usual = participationStation('active');

/** The participation that most of the people inside have in the community, among those that are still free. */
function guess(
  { stations, freeGroups }: FreeCommunity,
  accounts: readonly NativeId[],
  people: ReadonlyMap<NativeId, PersonId>,
): Station {
  const counts = new Map<Station, number>();
  for (const account of accounts) {
    const person = people.get(account);
    const held =
      person === undefined ? undefined : stations.get(person)?.find((one) => one.startsWith('participation:'));
    if (held !== undefined && freeGroups.has(held)) counts.set(held, (counts.get(held) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? usual;
}

function count(
  { of, object }: Candidate,
  accounts: readonly NativeId[],
  people: ReadonlyMap<NativeId, PersonId>,
  station: Station,
): Members {
  const members = { same: 0, otherwise: 0, outside: 0, unknown: 0 };
  for (const account of accounts) {
    const person = people.get(account);
    const held = person === undefined ? undefined : of.stations.get(person);
    if (person === undefined) members.unknown += 1;
    else if (held === undefined) members.outside += 1;
    else if (object.kind === 'space' || held.includes(station)) members.same += 1;
    else members.otherwise += 1;
  }
  return members;
}
