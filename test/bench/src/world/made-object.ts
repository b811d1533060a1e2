import type { GroupKey, Level, SpaceKey } from '@passerelle/model';

/** A group or a space that a plan wants, and the id under which its platform has it. Plain data. */
export type MadeObject = MadeGroup | MadeSpace;

interface Made {
  readonly target: string;
  readonly community: string;
  readonly name: string;
  readonly label: string;
  readonly native: string;
}
export interface MadeGroup extends Made {
  readonly kind: 'group';
  readonly key: GroupKey;
}
export interface MadeSpace extends Made {
  readonly kind: 'space';
  readonly key: SpaceKey;
  readonly grants: readonly { readonly group: GroupKey; readonly level: Level }[];
}

/** Everything that the stand-ins must hold for nothing to be left to do. */
export interface Contents {
  readonly people: number;
  readonly communities: number;
  readonly objects: readonly MadeObject[];
}
