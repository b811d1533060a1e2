export interface FlipEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly change: 'add' | 'remove';
  /** A person's own act caused it. */
  readonly byHand: boolean;
}
export interface FlipThresholds {
  readonly window: number;
  readonly flips: number;
}
export const defaultFlipThresholds: FlipThresholds = { window: 24 * 60 * 60 * 1000, flips: 2 };

/**
 * Whether a membership goes to and fro by itself: what was applied to it, with the change that is about to be, reverses itself twice in 24 h.
 * Each time costs a mail or a mount (lessons.md 6); something upstream is at fault, so it stops and tells. A person's act settles what came before it.
 */
export function flipGuard(
  history: readonly FlipEvent[],
  next: FlipEvent,
  { window, flips }: FlipThresholds = defaultFlipThresholds,
): { readonly isBlocked: boolean; readonly flips: number } {
  if (next.byHand) return { isBlocked: false, flips: 0 };
  const events = [...history.toSorted((a, b) => a.at - b.at), next];
  let count = 0;
  let state: FlipEvent['change'] | null = null;
  for (const { at, change, byHand } of events) {
    if (byHand) count = 0;
    else if (state !== null && change !== state && at > next.at - window) count += 1;
    state = change;
  }
  return { isBlocked: count >= flips, flips: count };
}
