import { groupKey, isTool, spaceKey, type Community, type Station, type TargetId } from '@passerelle/model';
import type { Adoption } from './adoption.ts';
import { isOld } from './fold-words.ts';
import type { ForeignObject } from './foreign-objects.ts';
import type { FreeCommunity } from './free-keys.ts';
import { matchName, type NameMatch } from './match-name.ts';
import { stationInWords } from './station-in-words.ts';

/** A foreign object whose name speaks of a community, before anybody has looked inside it. */
export interface Candidate {
  readonly object: ForeignObject;
  readonly of: FreeCommunity;
  readonly match: NameMatch;
  /** Of a group: the level or role that its name speaks of; null: none. */
  readonly station: Station | null;
  /** Words that say neither the community nor a level. */
  readonly rest: readonly string[];
  readonly isOld: boolean;
  /** The name speaks of several levels. */
  readonly isAmbiguous: boolean;
  /** Other communities that it fits as well. */
  readonly others: readonly Community[];
}

/** Every foreign object with the community that its name fits best; those that fit none are left out. Pure. */
export const findCandidates = (
  objects: readonly ForeignObject[],
  communities: readonly FreeCommunity[],
): readonly Candidate[] =>
  objects.flatMap((object) => {
    const marked = object.mark === null ? undefined : byMark(object, object.mark, communities);
    if (object.mark !== null) return marked ?? [];
    const fits = communities.flatMap((of) => {
      const match = matchName(object.label, of.community) ?? matchName(object.native, of.community);
      return match === null || !hasPlace(object, of) ? [] : [{ of, match }];
    });
    const [best, ...rest] = fits.toSorted(
      (a, b) => b.match.found - a.match.found || a.match.rest.length - b.match.rest.length,
    );
    if (best === undefined) return [];
    const others = rest
      .filter(({ match }) => match.found === best.match.found && match.rest.length === best.match.rest.length)
      .map(({ of }) => of.community);
    return [candidate(object, best.of, best.match, others)];
  });

/** Whether the community has such a thing at all there: groups, or that tool. */
const hasPlace = (object: ForeignObject, { desired, hasGroups }: FreeCommunity): boolean =>
  object.kind === 'group'
    ? hasGroups
    : isTool(object.tool) && desired.spaces.has(spaceKey(desired.community.id, object.tool));

/** An object that bears our key is what the key says, if that is free; of a key that nobody knows it is nothing. */
function byMark(object: ForeignObject, mark: string, communities: readonly FreeCommunity[]): readonly Candidate[] {
  return communities.flatMap((of): readonly Candidate[] => {
    const match: NameMatch = { reason: 'our-mark', rest: [], found: Infinity };
    const base = { object, of, match, rest: [], isOld: false, isAmbiguous: false, others: [] };
    if (object.kind === 'space')
      return [...of.freeSpaces.values()].some((key) => key === mark) ? [{ ...base, station: null }] : [];
    const station = [...of.freeGroups].find(([, key]) => key === mark)?.[0];
    return station === undefined ? [] : [{ ...base, station }];
  });
}

function candidate(
  object: ForeignObject,
  of: FreeCommunity,
  match: NameMatch,
  others: readonly Community[],
): Candidate {
  const old = match.rest.some(isOld);
  const rest = match.rest.filter((word) => !isOld(word));
  const base = { object, of, match, isOld: old, others };
  if (object.kind === 'space') return { ...base, station: null, rest, isAmbiguous: false };
  const named = stationInWords(of.community, rest);
  return { ...base, station: named.station, rest: named.rest, isAmbiguous: named.isAmbiguous };
}

/** What taking a candidate over would mean. @param station of a group, which one it would be */
export function adoptionOf(target: TargetId, { object, of }: Candidate, station: Station): Adoption {
  const { native, label, tool } = object;
  const { id } = of.community;
  if (object.kind === 'group') return { kind: 'group', target, native, label, key: groupKey(id, station) };
  if (!isTool(tool)) throw new Error(`${native}: a space of no tool: ${tool}`);
  return { kind: 'space', target, native, label, key: spaceKey(id, tool) };
}
