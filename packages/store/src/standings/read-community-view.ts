import type { CommunityId, CommunityView } from '@passerelle/model';
import { listCommunities } from '../communities/list-communities.ts';
import { getCommunity } from '../communities/list-communities.ts';
import type { Tx } from '../transaction.ts';
import { readCommunityStandings } from './read-community-standings.ts';

/** One community with all that is claimed about it, for the model's functions. `at` (epoch milliseconds): who stands in the parent then. @throws Refusal */
export async function readCommunityView(tx: Tx, community: CommunityId, at: number): Promise<CommunityView> {
  await getCommunity(tx, community);
  for await (const { view } of readCommunityStandings(tx, { communities: [community], at })) return view;
  throw new Error(`community ${community} was there a moment ago`);
}

/** The same of a community's working groups. */
export async function readGroupViews(tx: Tx, parent: CommunityId, at: number): Promise<readonly CommunityView[]> {
  const groups = (await listCommunities(tx)).filter((community) => community.parent === parent).map(({ id }) => id);
  const views: CommunityView[] = [];
  for await (const { view } of readCommunityStandings(tx, { communities: groups, at })) views.push(view);
  return views;
}
