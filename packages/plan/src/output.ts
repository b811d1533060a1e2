import type {
  Change,
  CommunityId,
  Effect,
  GroupKey,
  Level,
  NativeId,
  PersonId,
  ResourceKind,
  SpaceKey,
} from '@passerelle/model';

export interface PlannedOperation {
  readonly change: Change;
  readonly phase: 'take' | 'give';
  /** 0 takings, 1 somebody waits for it (a person's act), 2 the rest. */
  readonly priority: 0 | 1 | 2;
  readonly person: PersonId | null;
  readonly community: CommunityId | null;
  /** The observed state that it was planned on, for the reader and for the check at apply. */
  readonly before: unknown;
  /**
   * What it means for people; a loss is counted unless its cause carries an approval. Where one change had to become several operations
   * (joining and leaving, the raised and the lowered grants of one space), each of them tells the losses of the whole change: they are judged together.
   */
  readonly effects: readonly PlannedEffect[];
  /** A disabled account of somebody who had no access left to lose: counts by itself, without a community. Absent: no. */
  readonly accountLoss?: boolean;
  /** Of a space inside others, and its grants: how many it lies in. It is given after those, and taken from before them. Absent: none. */
  readonly depth?: number;
  /** `confirm`: a person must say yes to exactly this (adopting what exists). */
  readonly hold: 'confirm' | null;
}

export type PlannedEffect = Effect & { readonly countedLoss: boolean };

/** Seen while planning, nothing to apply by itself. */
export type PlanFinding =
  | {
      readonly kind: 'drift';
      readonly nature: 'unexpected' | 'missing' | 'changed';
      readonly resource: ResourceKind;
      readonly key: string;
      readonly community: CommunityId | null;
      readonly person: PersonId | null;
      readonly detail: Readonly<Record<string, unknown>>;
    }
  /**
   * The identity side has not made this account yet; or an account that seems to be theirs is there, and a person must confirm it first; or no account
   * can be made there for somebody without an address.
   */
  | {
      readonly kind: 'waiting';
      readonly person: PersonId;
      readonly reason: 'identity-side' | 'adoption' | 'no-address';
    }
  /** Not planned, since the group or space that it needs waits for a person's confirmation, was not read, or was written meanwhile. */
  | {
      readonly kind: 'depends';
      readonly resource: 'membership' | 'space' | 'grant' | 'entry';
      readonly key: string;
      readonly on: GroupKey | SpaceKey;
      readonly reason: 'adoption' | 'not-read' | 'written-meanwhile';
      readonly community: CommunityId;
      readonly person: PersonId | null;
    }
  /**
   * A removal that was left out because its container was not read completely, because its key was written meanwhile,
   * or because nothing says what should be in that community (an absent answer is unknown, never empty).
   */
  | {
      readonly kind: 'withheld';
      readonly reason: 'partial-reading' | 'written-meanwhile' | 'nothing-desired-known';
      readonly key: string;
      readonly community: CommunityId | null;
      readonly person: PersonId | null;
    }
  | {
      readonly kind: 'protected';
      readonly native: NativeId;
      readonly person: PersonId;
      readonly reason: 'administrator' | 'own' | 'staff';
    }
  /** The object that we made is gone from the platform; the plan makes it again. */
  | {
      readonly kind: 'vanished';
      readonly resource: 'group' | 'space' | 'account';
      readonly key: GroupKey | SpaceKey | PersonId;
    };

export type PlanItem =
  | { readonly item: 'operation'; readonly operation: PlannedOperation }
  | { readonly item: 'finding'; readonly finding: PlanFinding }
  /** There already, and wanted anyway: to be recorded as ours, without a call to the platform. */
  | { readonly item: 'recognised'; readonly record: OwnershipRecord }
  /** Recorded as ours, gone from the platform and not wanted any more: the record goes, without a call. */
  | { readonly item: 'forgotten'; readonly record: OwnershipRecord };

export type OwnershipRecord =
  | {
      readonly kind: 'membership';
      readonly community: CommunityId;
      readonly person: PersonId;
      readonly group: GroupKey;
    }
  /** `level`: what is granted there now; of a forgotten one, what was recorded. */
  | { readonly kind: 'grant'; readonly space: SpaceKey; readonly group: GroupKey; readonly level: Level }
  | {
      readonly kind: 'grant-for';
      readonly community: CommunityId;
      readonly space: SpaceKey;
      readonly person: PersonId;
      readonly level: Level;
    }
  /** `digest`: of what is there now; of a forgotten one, of what was recorded. */
  | {
      readonly kind: 'entry';
      readonly community: CommunityId;
      readonly space: SpaceKey;
      readonly entry: string;
      readonly digest: string;
    };
