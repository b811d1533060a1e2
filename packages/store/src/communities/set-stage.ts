import type { Community, CommunityId, Stage } from '@passerelle/model';
import type { ActTx } from '../acts/act.ts';
import { lock } from '../lock.ts';
import { getCommunity, listCommunities } from './list-communities.ts';
import { putCommunity } from './put-community.ts';

export interface StageSet {
  readonly before: Stage;
  readonly after: Stage;
  /** Working groups that have gone the same way with it. */
  readonly groups: readonly CommunityId[];
}

/**
 * Moves a community to another stage. Nothing but the stage is written: what people may do follows from it, and comes back whole with it.
 * @param withGroups its working groups too, those that stand where it stood
 * @throws Refusal when there is no such community
 */
export async function setStage(
  tx: ActTx,
  id: CommunityId,
  stage: Stage,
  { withGroups = false }: { readonly withGroups?: boolean } = {},
): Promise<StageSet> {
  await lock(tx, 'communities');
  const community = await getCommunity(tx, id);
  const followers = withGroups ? await groupsOf(tx, community, stage) : [];
  for (const each of [community, ...followers]) {
    if (each.stage === stage) continue;
    await putCommunity(tx, { ...each, stage });
    tx.audit({ action: 'community.stage-changed', community: each.id, data: { before: each.stage, after: stage } });
  }
  return { before: community.stage, after: stage, groups: followers.map((group) => group.id) };
}

/** Whichever are concerned when the community is archived or opened again: open ones, or archived ones. */
async function groupsOf(tx: ActTx, community: Community, stage: Stage): Promise<readonly Community[]> {
  const groups = (await listCommunities(tx)).filter(({ parent }) => parent === community.id);
  return groups.filter((group) => (group.stage === 'archived') !== (stage === 'archived'));
}
