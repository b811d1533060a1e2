import type { Community } from '../community.ts';
import type { CommunityId } from '../ids.ts';
import { error, type Finding } from './finding.ts';

/**
 * How many parents a community may have above it: a working group has no working groups of its own.
 * Discourse nests categories two deep (`max_category_nesting`), so a third could not exist there.
 */
export const deepestGroup = 1;

/** Parents must exist, must not go round in a circle, and must not be stacked deeper than the platforms allow. */
export function validateParents(communities: readonly Community[]): readonly Finding[] {
  const parents = new Map<CommunityId, CommunityId | null>(communities.map(({ id, parent }) => [id, parent]));
  return communities.flatMap(({ id, parent }) => {
    const path = ['communities', id, 'parent'];
    if (parent === null) return [];
    if (!parents.has(parent)) return [error(path, 'parent.unknown', { community: id, parent })];
    const chain = chainAbove(id, parents);
    if (chain.at(-1) === id) return [error(path, 'parent.cycle', { chain: [id, ...chain].join(' → ') })];
    return chain.length > deepestGroup ? [error(path, 'parent.too-deep', { community: id, parent })] : [];
  });
}

/** The parents of a community from the nearest on; ends with the community itself when they lead back to it. */
function chainAbove(id: CommunityId, parents: ReadonlyMap<CommunityId, CommunityId | null>): readonly CommunityId[] {
  const chain: CommunityId[] = [];
  let next = parents.get(id) ?? null;
  while (next !== null && !chain.includes(next)) {
    chain.push(next);
    if (next === id) break;
    next = parents.get(next) ?? null;
  }
  return chain;
}
