import type { CommunityId } from '@passerelle/model';
import type { PlannedOperation } from '../output.ts';
import { lossesOf, lossKey, type Loss } from './loss.ts';

/** What a block concerns. `community` null: the whole instance. */
export interface Withholding {
  readonly community: CommunityId | null;
  readonly losses: readonly Loss[];
}

/**
 * Whether a block holds an operation back: it takes something that counts, in what the block concerns; or it gives, and is the raising half of such a change
 * (the other half on the same target, or the same person's move in that community on another one). Everything else goes on. What carries an approval,
 * and suspensions by name, count no loss: they are never held.
 */
export function withholder(block: Withholding): (operation: PlannedOperation) => boolean {
  const blocked = new Set(block.losses.map(lossKey));
  const concerns = ({ community }: Loss): boolean => block.community === null || community === block.community;
  return (operation) => {
    if (lossesOf(operation).some(concerns)) return true;
    const { change, phase, person, community } = operation;
    const isMove = change.kind === 'membership' || (change.kind === 'grant' && change.verb === 'change-for');
    if (phase !== 'give' || !isMove || person === null || community === null) return false;
    return blocked.has(lossKey({ person, community }));
  };
}
