import { keyOf, objectOf, type TargetId } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import type { PlanFinding, PlannedOperation } from './output.ts';
import { summarise, type PlanSummary } from './summary.ts';

export interface PlanDocument {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** A plan that waits is worth nothing any more after this. */
  readonly expiresAt: number;
  readonly targets: readonly {
    readonly target: TargetId;
    /** In the order of their positions, with the ids under which they are kept, if they are. */
    readonly operations: readonly { readonly id: string | null; readonly operation: PlannedOperation }[];
    readonly findings: readonly PlanFinding[];
  }[];
}

/** The form for programs, versioned: fields are added within a version, never renamed or given another meaning. Schema: `plan.schema.json`. */
export interface PlanJson {
  readonly format: 'passerelle.plan';
  readonly version: 1;
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly summary: PlanSummary;
  readonly targets: readonly {
    readonly target: string;
    readonly operations: readonly OperationJson[];
    readonly findings: readonly PlanFinding[];
  }[];
}
export interface OperationJson extends Pick<
  PlannedOperation,
  'phase' | 'priority' | 'hold' | 'person' | 'community' | 'change' | 'before' | 'effects'
> {
  readonly id: string | null;
  readonly position: number;
  readonly key: string;
  readonly object: string;
  readonly accountLoss: boolean;
}

export function planJson({ id, createdAt, expiresAt, targets }: PlanDocument): PlanJson {
  const ordered = targets.toSorted((a, b) => byCodeUnit(a.target, b.target));
  return {
    format: 'passerelle.plan',
    version: 1,
    id,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    summary: summarise(
      ordered.map(({ target, operations }) => ({ target, operations: operations.map(({ operation }) => operation) })),
    ),
    targets: ordered.map(({ target, operations, findings }) => ({
      target,
      operations: operations.map((kept, index) => operationJson(kept.id, index, kept.operation)),
      findings,
    })),
  };
}

const operationJson = (id: string | null, position: number, planned: PlannedOperation): OperationJson => ({
  id,
  position,
  phase: planned.phase,
  priority: planned.priority,
  hold: planned.hold,
  key: keyOf(planned.change),
  object: objectOf(planned.change),
  person: planned.person,
  community: planned.community,
  change: planned.change,
  before: planned.before,
  effects: planned.effects,
  accountLoss: planned.accountLoss ?? false,
});

/** The document as text: the same plan always gives the same bytes, whatever order its objects were built in. */
export const planText = (document: PlanDocument): string => `${JSON.stringify(planJson(document), inKeyOrder, 2)}\n`;

function inKeyOrder(key: string, value: unknown): unknown {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord || key === '') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)));
}
