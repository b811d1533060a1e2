import type { ConnectorError } from '@passerelle/connector-kit';
import type { CommunityId, PersonId, TargetId } from '@passerelle/model';
import type { PlanFinding, PutBack } from '@passerelle/plan';
import type { ObservationResult } from '../observe/observe-target.ts';
import type { PlanScope } from './unplanned.ts';

export interface PlanRequest {
  readonly createdBy: string;
  readonly act?: string;
  readonly extent: 'full' | 'targeted';
  readonly targets?: readonly TargetId[];
  /** What a targeted plan looks at; absent in a full one. */
  readonly scope?: PlanScope;
  /** `always`: read every target first; `when-old`: only those whose last complete reading is too old; `never`: plan on what is known. */
  readonly observe: 'always' | 'when-old' | 'never';
  /** Unexpected memberships, or grants to people, that a person asked to take out, by target. A targeted plan with these does nothing else. */
  readonly putBack?: ReadonlyMap<TargetId, readonly PutBack[]>;
  readonly signal: AbortSignal;
}

export interface PlanResult {
  readonly id: string;
  readonly operations: number;
  readonly held: number;
  readonly targets: readonly TargetOutcome[];
}
export interface TargetOutcome {
  readonly target: TargetId;
  readonly state: 'planned' | 'unreadable' | 'skipped';
  readonly why: string | null;
  readonly error: ConnectorError | null;
  readonly observation: ObservationResult | null;
  readonly operations: number;
  readonly findings: readonly PlanFinding[];
}

/** Slugs as the planner's scope wants them. */
export const scopeOf = (communities: readonly CommunityId[], people: readonly PersonId[]): PlanScope => ({
  communities: [...communities].sort(),
  people: [...people].sort(),
  changes: [],
  boundariesUntil: null,
});
