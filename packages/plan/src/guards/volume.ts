import { message, type CommunityId, type Message } from '@passerelle/model';
import { byCodeUnit } from '../code-unit.ts';
import { lossKey, type Loss } from './loss.ts';

/** Settings; shares are fractions of 1. A limit is passed by *more* than it. */
export interface VolumeThresholds {
  readonly window: number;
  readonly community: { readonly atLeast: number; readonly share: number };
  readonly everybody: { readonly atLeast: number; readonly share: number };
  readonly inAll: number;
}
export const defaultVolumeThresholds: VolumeThresholds = {
  window: 24 * 60 * 60 * 1000,
  community: { atLeast: 3, share: 0.1 },
  everybody: { atLeast: 3, share: 0.05 },
  inAll: 20,
};

export interface VolumeQuestion {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Counted losses of this plan, over all its targets; the same pair may come several times. */
  readonly planned: Iterable<Loss>;
  /** Counted losses that were applied, with their instants; without those that a person has approved since. */
  readonly applied: Iterable<Loss & { readonly at: number }>;
  /** How many stand in each community, and how many people there are; as before this plan. */
  readonly sizes: { readonly communities: ReadonlyMap<CommunityId, number>; readonly everybody: number };
}

export interface VolumeBlock {
  readonly rule: 'community' | 'everybody' | 'in-all';
  /** Null: the whole instance. */
  readonly community: CommunityId | null;
  /** Pairs within the window, those already applied included. */
  readonly count: number;
  readonly limit: number;
  /** Whose losses this plan would add, ordered. */
  readonly losses: readonly Loss[];
  readonly reason: Message;
}

/** By division: 0.1 × 70 is more than 7 in binary fractions, 7 / 70 is exactly what 0.1 is. Of a size that is not known, any count is more. */
const isMoreThan = (share: number, count: number, size: number): boolean => size === 0 || count / size > share;

/** Too many people would lose something: in one community, as a share of everybody, or in all, over a sliding window. */
export function volumeGuard(
  { now, planned, applied, sizes }: VolumeQuestion,
  thresholds: VolumeThresholds = defaultVolumeThresholds,
): readonly VolumeBlock[] {
  const fresh = new Map<string, Loss>();
  for (const loss of planned) fresh.set(lossKey(loss), loss);
  const all = new Map<string, Loss>(fresh);
  for (const { at, person, community } of applied) {
    if (at > now - thresholds.window) all.set(lossKey({ person, community }), { person, community });
  }
  const inPlan = [...fresh].sort(([a], [b]) => byCodeUnit(a, b)).map(([, loss]) => loss);
  if (inPlan.length === 0) return [];

  const perCommunity = new Map<CommunityId, number>();
  for (const { community } of all.values()) {
    if (community !== null) perCommunity.set(community, (perCommunity.get(community) ?? 0) + 1);
  }
  const blocks: VolumeBlock[] = [];
  for (const [community, count] of [...perCommunity].sort(([a], [b]) => byCodeUnit(a, b))) {
    const { atLeast, share } = thresholds.community;
    const size = sizes.communities.get(community) ?? 0;
    const losses = inPlan.filter((loss) => loss.community === community);
    if (count <= atLeast || !isMoreThan(share, count, size) || losses.length === 0) continue;
    const limit = Math.max(atLeast, share * size);
    const reason = message('guard.volume.community', { community, count, size, limit: Math.floor(limit) });
    blocks.push({ rule: 'community', community, count, limit, losses, reason });
  }
  const count = all.size;
  const block = (rule: 'everybody' | 'in-all', limit: number): void => {
    const reason = message(`guard.volume.${rule}`, { count, size: sizes.everybody, limit: Math.floor(limit) });
    blocks.push({ rule, community: null, count, limit, losses: inPlan, reason });
  };
  const { atLeast, share } = thresholds.everybody;
  if (count > atLeast && isMoreThan(share, count, sizes.everybody)) {
    block('everybody', Math.max(atLeast, share * sizes.everybody));
  }
  if (count > thresholds.inAll) block('in-all', thresholds.inAll);
  return blocks;
}
