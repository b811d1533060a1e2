import type { CommunityId, GroupKey, Message, NativeId, SpaceKey, TargetId, Tool } from '@passerelle/model';
import type { NameReason } from './match-name.ts';

/** What a person says yes to: this object of a platform becomes that group or space of a community. */
export type Adoption = GroupAdoption | SpaceAdoption;
interface Adopted {
  readonly target: TargetId;
  readonly native: NativeId;
  /** As the platform shows it. */
  readonly label: string;
}
export interface GroupAdoption extends Adopted {
  readonly kind: 'group';
  readonly key: GroupKey;
}
export interface SpaceAdoption extends Adopted {
  readonly kind: 'space';
  readonly key: SpaceKey;
}

/** `sure`: its name says so and nothing speaks against it. `probable`: look at what it says. `doubtful`: only if somebody knows better. */
export type Confidence = 'sure' | 'probable' | 'doubtful';

/** Who is in a group (or on a list) already, seen from the community that it would belong to. */
export interface Members {
  /** Where the community has them too, in this very group. */
  readonly same: number;
  /** In the community, but at another level or in another role. */
  readonly otherwise: number;
  /** Known to Passerelle, and not in the community. */
  readonly outside: number;
  /** Accounts that belong to nobody Passerelle knows. */
  readonly unknown: number;
}

export interface Proposal {
  readonly adoption: Adoption;
  readonly community: CommunityId;
  readonly reason: NameReason;
  readonly confidence: Confidence;
  /** What speaks against it, or should be known. */
  readonly doubts: readonly Message[];
  /** Null: it has no members, or they could not be read (then a doubt says so). */
  readonly members: Members | null;
}

/** What a platform shows of things that are not Passerelle's. */
export interface Listing {
  readonly target: TargetId;
  readonly of: 'groups' | Tool;
  /** `partial`: the reading broke off. `unlisted`: the connector has nothing to list there. */
  readonly state: 'listed' | 'partial' | 'unlisted';
  /** Things there that are not Passerelle's, whatever they are called. */
  readonly foreign: number;
}
