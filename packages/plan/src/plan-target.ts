import { planAccounts, planDisables } from './accounts.ts';
import { desiredCommunity, grantsToPeople, hasKind, judgedTools } from './desired.ts';
import { planEntries } from './entries.ts';
import { planGroups } from './groups.ts';
import type { CommunityStandings, KnownCommunity, PlanInput } from './input.ts';
import { planMemberships } from './memberships.ts';
import { mergeByKey } from './merge.ts';
import type { PlanItem } from './output.ts';
import { planPersonGrants } from './person-grants.ts';
import { finding, newRound, type Round } from './round.ts';
import { planSpaces } from './spaces.ts';

/**
 * The difference between what should be on one target and what is known to be there, as operations and findings. Pure: no I/O but the reading of the
 * sequences that it is given, one community in memory at a time. The items come in no order of application: `orderOperations` gives them their position.
 *
 * @throws UnorderedSequence when a sequence is not ordered by its key
 */
export async function* planTarget(input: PlanInput): AsyncGenerator<PlanItem> {
  const round = newRound(input);
  if (hasKind(input.target, 'account')) yield* planAccounts(round);
  const { desired, known } = input.communities;
  const pairs = mergeByKey(
    desired,
    known,
    ({ community }) => community.id,
    ({ community }) => community,
  );
  for await (const pair of pairs) yield* planCommunity(round, pair.left, pair.right);
  yield* planDisables(round);
}

async function* planCommunity(
  round: Round,
  standings: CommunityStandings | null,
  known: KnownCommunity | null,
): AsyncGenerator<PlanItem> {
  if (standings === null) {
    if (known !== null) yield* tellUnknown(round, known);
    return;
  }
  const { target, instanceAccess } = round.input;
  const desired = desiredCommunity(target, instanceAccess, standings);
  const tools = judgedTools(target, desired.community, known);
  const groups = yield* planGroups(round, desired, known);
  const scene = { desired, known, groups, tools };
  yield* planMemberships(round, scene);
  const spaces = yield* planSpaces(round, scene);
  if (grantsToPeople(target)) yield* planPersonGrants(round, scene, spaces);
  if (hasKind(target, 'entry')) yield* planEntries(round, scene, standings, spaces);
}

/** Something of ours is there and nothing says what should be: unknown is not "nothing", so nothing is taken; not even a login. */
function* tellUnknown(round: Round, { community, memberships }: KnownCommunity): Generator<PlanItem> {
  for (const { person, observed } of memberships) {
    const leaving = observed ? round.leaving.get(person) : undefined;
    if (leaving !== undefined) leaving.standsSomewhere = true;
  }
  yield finding({ kind: 'withheld', reason: 'nothing-desired-known', key: community, community, person: null });
}
