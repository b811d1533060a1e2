import { originKey, type Origin, type Validity } from '../membership.ts';
import { isLocalDate, overlaps } from '../validity.ts';
import { error, type Finding } from './finding.ts';

/** Dates of a period: both exist, and the last is not before the first. */
export function periodFindings({ from, until }: Validity, path: Finding['path']): readonly Finding[] {
  const bad = [
    ...(isLocalDate(from) ? [] : [error([...path, 'from'], 'period.no-date', { date: from })]),
    ...(until === null || isLocalDate(until) ? [] : [error([...path, 'until'], 'period.no-date', { date: until })]),
  ];
  if (bad.length > 0 || until === null || until >= from) return bad;
  return [error([...path, 'until'], 'period.backwards', { from, until })];
}

interface Claim extends Validity {
  readonly person: string;
  readonly community: string;
  readonly origin: Origin;
}

/**
 * One origin makes one claim at a time: two of its periods for the same thing must not share a day.
 * `same` tells apart what may be claimed side by side (another role, another person deputised for).
 */
export function overlapFindings<T extends Claim>(
  claims: readonly T[],
  list: string,
  same: (claim: T) => string,
): readonly Finding[] {
  const groups = new Map<string, { readonly claim: T; readonly index: number }[]>();
  for (const [index, claim] of claims.entries()) {
    const key = JSON.stringify([claim.community, claim.person, originKey(claim.origin), same(claim)]);
    const group = groups.get(key);
    if (group) group.push({ claim, index });
    else groups.set(key, [{ claim, index }]);
  }
  const findings: Finding[] = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    group.sort((a, b) => (a.claim.from < b.claim.from ? -1 : a.claim.from > b.claim.from ? 1 : a.index - b.index));
    let longest = group[0];
    for (const next of group.slice(1)) {
      if (longest && overlaps(longest.claim, next.claim)) {
        const { person, community, from } = next.claim;
        findings.push(
          error([list, next.index], 'period.overlap', { person, community, from, first: longest.claim.from }),
        );
      }
      if (!longest || longest.claim.until === null) continue;
      if (next.claim.until === null || next.claim.until > longest.claim.until) longest = next;
    }
  }
  return findings;
}
