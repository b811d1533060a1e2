import { originKey, type Assignment, type Community, type Finding, type Membership } from '@passerelle/model';
import { act, type ActDescription, type ActTx } from '../acts/act.ts';
import { removeTurn, setTurn } from '../assignments/turns.ts';
import { endClaim } from '../claims/end-claims.ts';
import { changeClaim, openClaim } from '../claims/versions.ts';
import { putCommunity } from '../communities/put-community.ts';
import type { Store } from '../database.ts';
import { lock } from '../lock.ts';
import { communitiesFile } from './communities-file.ts';
import { planLoad, type LoadPlan } from './plan-load.ts';

export interface LoadOptions extends Pick<ActDescription, 'actor'> {
  /** Epoch milliseconds, for "today" in each zone. */
  readonly at: number;
  readonly confirmed?: boolean;
  /** Says what would be written, and writes nothing. */
  readonly dryRun?: boolean;
}

export interface Loaded {
  readonly plan: LoadPlan;
  readonly warnings: readonly Finding[];
  /** Nothing differs. */
  readonly unchanged: boolean;
}

/**
 * Makes the communities of a file what it says: themselves, their own roles and access, the claims whose origin is the file, the turns of the rotations that
 * it lists. Communities that it does not mention are left alone, and so is what others claim. All or nothing.
 * @throws ZodError for a file of another form, Refusal with everything that is wrong in it
 */
export async function loadCommunities(store: Store, data: unknown, options: LoadOptions): Promise<Loaded> {
  const { communities: entries } = communitiesFile.parse(data);
  if (options.dryRun === true) {
    const plan = await store.transaction((tx) => planLoad(tx, entries, options.at), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    return answer(plan);
  }
  const description = { actor: options.actor, kind: 'load', confirmed: options.confirmed ?? false };
  return act(store, description, async (tx) => {
    await lock(tx, 'load');
    const plan = await planLoad(tx, entries, options.at);
    await write(tx, plan, options.at);
    return answer(plan);
  });
}

function answer(plan: LoadPlan): Loaded {
  const { communities, memberships, assignments, turns } = plan;
  const lists = [communities.created, communities.changed, turns.set, turns.remove];
  for (const { open, change, end } of [memberships, assignments]) lists.push([...open, ...change, ...end] as never[]);
  return { plan, warnings: plan.warnings, unchanged: lists.every((list) => list.length === 0) };
}

async function write(tx: ActTx, { communities, memberships, assignments, turns }: LoadPlan, at: number): Promise<void> {
  for (const community of parentsFirst([...communities.created, ...communities.changed]))
    await putCommunity(tx, community);
  for (const claim of memberships.open) await open(tx, 'membership', claim, { participation: claim.participation });
  for (const { before, after } of memberships.change) {
    await change(tx, 'membership', before, after, { participation: after.participation });
  }
  for (const claim of memberships.end) await endClaim(tx, 'membership', claim, { at });
  for (const claim of assignments.open)
    await open(tx, 'assignment', claim, { role: claim.role, deputy_for: claim.deputyFor });
  for (const { before, after } of assignments.change) await change(tx, 'assignment', before, after, {});
  for (const claim of assignments.end) await endClaim(tx, 'assignment', claim, { at });
  for (const turn of turns.remove) await removeTurn(tx, turn);
  for (const turn of turns.set) await setTurn(tx, turn);
}

type Values = Readonly<Record<string, string | null>>;
type Table = 'membership' | 'assignment';

async function open(tx: ActTx, table: Table, claim: Membership | Assignment, what: Values): Promise<void> {
  const { id, person, community, from, until } = claim;
  const origin = originKey(claim.origin);
  await openClaim(tx, table, { id, person, community, origin, from_date: from, until_date: until, ...what });
  const action = table === 'membership' ? 'membership.enrolled' : 'assignment.given';
  tx.audit({ action, person, community, data: { claim: id, from, until, origin, ...what } });
  tx.touch(person, community);
}

async function change(
  tx: ActTx,
  table: Table,
  before: Membership | Assignment,
  after: Membership | Assignment,
  what: Values,
): Promise<void> {
  const { id, person, community } = before;
  const { from, until } = after;
  const ended = until !== null && until !== before.until;
  await changeClaim(tx, table, id, { from_date: from, until_date: until, ...what }, ended);
  tx.audit({ action: `${table}.changed`, person, community, data: { claim: id, from, until, ...what } });
  tx.touch(person, community);
}

const parentsFirst = (communities: readonly Community[]): readonly Community[] => [
  ...communities.filter(({ parent }) => parent === null),
  ...communities.filter(({ parent }) => parent !== null),
];
