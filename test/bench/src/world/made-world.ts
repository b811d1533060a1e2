import { createHash } from 'node:crypto';
import { communityId, personId, type CommunityId, type Participation, type PersonId } from '@passerelle/model';
import type { WorldSize } from './world-size.ts';

/** Everybody belongs to so many communities. */
export const membershipsEach = 4;
export const participations = ['core', 'active', 'peripheral'] as const satisfies readonly Participation[];

/** Scattered as real ids are, and the same in every process: a digest of a number, as PostgreSQL's `md5(…)::uuid` makes it too. */
export const uuidOf = (text: string): string =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Person 1, 2, 3… */
export const personOf = (n: number): PersonId => personId(uuidOf(`person ${n}`));
/** Community 1, 2, 3… */
export const communityOf = (c: number): CommunityId => communityId(`c${String(c).padStart(5, '0')}`);

export interface MadeMembership {
  /** Number of the community. */
  readonly community: number;
  readonly participation: Participation;
}

/** Spread so that every community has about as many people at every level. */
export function membershipsOf(n: number, { communities }: WorldSize): readonly MadeMembership[] {
  const each = Math.min(membershipsEach, communities);
  const stride = Math.floor(communities / each);
  return Array.from({ length: each }, (_, j) => ({
    community: ((n - 1 + j * stride) % communities) + 1,
    participation: participations[(n + j) % 3] ?? 'core',
  }));
}

/** The coordinateur of a community is the person of its number, who belongs to it. */
export const coordinatorOf = (c: number): number => c;
export const namesOf = (n: number) => ({
  givenName: `Zoé ${n}`,
  familyName: `Œuvrard-${n}`,
  displayName: `Zoé ${n} Œuvrard-${n}`,
  email: `zoe.${n}@example.org`,
});
