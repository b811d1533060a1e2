import type {
  Change,
  CommunityId,
  Effect,
  GroupKey,
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
  /** What it means for people; a loss is counted unless its cause carries an approval. */
  readonly effects: readonly (Effect & { readonly countedLoss: boolean })[];
  /** `confirm`: a person must say yes to exactly this (adopting what exists). */
  readonly hold: 'confirm' | null;
}

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
  /** The identity side has not made this account yet. */
  | { readonly kind: 'waiting'; readonly person: PersonId; readonly reason: 'identity-side' }
  /** A removal that was left out because its container was not read completely, or because its key was written meanwhile. */
  | {
      readonly kind: 'withheld';
      readonly reason: 'partial-reading' | 'written-meanwhile';
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
  | { readonly item: 'finding'; readonly finding: PlanFinding };
