import { standingsOf, type Community, type CommunityId, type CommunityView, type Station } from '@passerelle/model';
import type { CommunityStandings } from '@passerelle/plan';
import { listCommunities, readCommunityStandings, type Tx } from '@passerelle/store';

/** One community with who stands where in it at an instant. */
function standingsAt(view: CommunityView, at: number): CommunityStandings {
  const people = [...standingsOf(view, at)];
  const inUse = new Set<Station>(people.flatMap(({ stations }) => stations));
  return { community: view.community, people, stationsInUse: [...inUse].sort() };
}

/** The communities that a working group is part of, the nearest first. */
function aboveOf({ parent }: Community, all: ReadonlyMap<CommunityId, Community>): readonly Community[] {
  const above: Community[] = [];
  let next = parent === null ? undefined : all.get(parent);
  while (next !== undefined && !above.includes(next)) {
    above.push(next);
    next = next.parent === null ? undefined : all.get(next.parent);
  }
  return above;
}

/** Communities as they should be at an instant, in the order of their slugs. */
export async function* desiredCommunities(
  tx: Tx,
  { at, communities }: { readonly at: number; readonly communities: readonly CommunityId[] | null },
): AsyncGenerator<CommunityStandings> {
  const question = { at, ...(communities === null ? {} : { communities }) };
  let all: ReadonlyMap<CommunityId, Community> | null = null;
  for await (const { view } of readCommunityStandings(tx, question)) {
    const standings = standingsAt(view, at);
    if (view.community.parent === null) yield standings;
    else {
      all ??= new Map((await listCommunities(tx)).map((community) => [community.id, community]));
      yield { ...standings, above: aboveOf(view.community, all) };
    }
  }
}
