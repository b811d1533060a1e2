import type { CommunityId, DesiredAccount, PersonId, PolicyTable } from '@passerelle/model';
import { servedPeople, type TargetView } from '@passerelle/plan';
import type { Tx } from '@passerelle/store';
import { desiredCommunities } from './desired-communities.ts';

interface Question {
  readonly view: TargetView;
  readonly access: PolicyTable;
  readonly at: number;
  /** Null: everybody. */
  readonly people: readonly PersonId[] | null;
}

/** The communities in which these people may stand. Null: all. */
async function communitiesOf(
  { client }: Tx,
  people: readonly PersonId[] | null,
): Promise<readonly CommunityId[] | null> {
  if (people === null) return null;
  const { rows } = await client.query<{ community: CommunityId }>(
    `select distinct community from membership where recorded_until = 'infinity' and person = any($1::uuid[]) order by 1`,
    [people],
  );
  return rows.map(({ community }) => community);
}

/**
 * Of the accounts of members, those of people who have something there: where grants go to people, a platform is told of nobody else.
 * The set of their ids is held in memory: it is as large as the people, not as what they may do.
 */
export async function* servedAccounts(
  tx: Tx,
  accounts: AsyncIterable<DesiredAccount>,
  { view, access, at, people }: Question,
): AsyncGenerator<DesiredAccount> {
  const served = new Set<PersonId>();
  const communities = await communitiesOf(tx, people);
  for await (const standings of desiredCommunities(tx, { at, communities }))
    for (const person of servedPeople(view, access, standings)) served.add(person);
  for await (const account of accounts) if (served.has(account.person)) yield account;
}
