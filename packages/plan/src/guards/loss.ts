import type { CommunityId, PersonId } from '@passerelle/model';
import type { PlannedOperation } from '../output.ts';

/** The unit of the volume guards: a person who loses a level in a community, whatever the number of tools and targets. Null: only the account goes. */
export interface Loss {
  readonly person: PersonId;
  readonly community: CommunityId | null;
}
export const lossKey = ({ person, community }: Loss): string => `${person} ${community ?? ''}`;

/** The losses of an operation that count, each pair once. */
export function lossesOf({ effects, accountLoss, person }: PlannedOperation): readonly Loss[] {
  const losses = new Map<string, Loss>();
  const note = (loss: Loss): void => {
    losses.set(lossKey(loss), loss);
  };
  for (const effect of effects) {
    if (effect.countedLoss) note({ person: effect.person, community: effect.community });
  }
  if (accountLoss && person !== null) note({ person, community: null });
  return [...losses.values()];
}
