import { standingsOf, type CommunityId, type CommunityView, type Station } from '@passerelle/model';
import type { CommunityStandings } from '@passerelle/plan';
import { readCommunityStandings, type Tx } from '@passerelle/store';

/** One community with who stands where in it at an instant. */
function standingsAt(view: CommunityView, at: number): CommunityStandings {
  const people = [...standingsOf(view, at)];
  const inUse = new Set<Station>(people.flatMap(({ stations }) => stations));
  return { community: view.community, people, stationsInUse: [...inUse].sort() };
}

/** Communities as they should be at an instant, in the order of their slugs. */
export async function* desiredCommunities(
  tx: Tx,
  { at, communities }: { readonly at: number; readonly communities: readonly CommunityId[] | null },
): AsyncGenerator<CommunityStandings> {
  const question = { at, ...(communities === null ? {} : { communities }) };
  for await (const { view } of readCommunityStandings(tx, question)) yield standingsAt(view, at);
}
