import type { KillMoment } from '@passerelle/sandbox/faults';
import type { CommitMoment } from './commit-proxy.ts';

export type Side = 'cloud' | 'identity';
export const sides: readonly Side[] = ['cloud', 'identity'];

/** A moment at which a worker is killed, told the same way in each run. */
export type KillPoint =
  | { readonly kind: 'request'; readonly side: Side; readonly nth: number; readonly at: KillMoment }
  /** Commits are counted while the worker has one platform only: with two, they would come in another order each time. */
  | { readonly kind: 'commit'; readonly side: Side; readonly nth: number; readonly at: CommitMoment };

export const nameOf = ({ kind, side, nth, at }: KillPoint): string => `${kind} ${nth} on ${side}, ${at}`;

/** How many requests and commits the plan takes, undisturbed. */
export interface Length {
  readonly requests: Readonly<Record<Side, number>>;
  readonly commits: Readonly<Record<Side, number>>;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Every point of a plan: each request at three moments, each commit at two. */
export const everyPoint = ({ requests, commits }: Length): KillPoint[] =>
  sides.flatMap((side) => [
    ...upTo(requests[side]).flatMap((nth) =>
      (['before', 'after-effect', 'after-answer'] as const).map((at): KillPoint => ({
        kind: 'request',
        side,
        nth,
        at,
      })),
    ),
    ...upTo(commits[side]).flatMap((nth) =>
      (['before', 'after'] as const).map((at): KillPoint => ({ kind: 'commit', side, nth, at })),
    ),
  ]);

/** So many of them, spread over the whole, the same each time. A step that shares no factor with 2, 3 and 5 visits all moments. */
export function sample(points: readonly KillPoint[], wanted: number): KillPoint[] {
  if (wanted >= points.length) return [...points];
  return upTo(wanted).flatMap((nth) => points[Math.floor(((nth - 0.5) * points.length) / wanted)] ?? []);
}

/**
 * Those that this run is asked for by PASSERELLE_SWEEP: `full`, all of them; `90-160`, these, to look at some again; else a few.
 * @param asked the variable's value
 */
export function chosenPoints(points: readonly KillPoint[], asked: string | undefined, few: number): KillPoint[] {
  if (asked === 'full') return [...points];
  const range = /^(\d+)-(\d+)$/.exec(asked ?? '');
  return range === null ? sample(points, few) : points.slice(Number(range[1]), Number(range[2]));
}
