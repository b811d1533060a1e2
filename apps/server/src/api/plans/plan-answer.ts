import { z } from 'zod';
import { instant } from '../schema/fields.ts';
import type { Names } from '../words/names-of.ts';
import type { PlanRow } from './visible-plans.ts';

const actor = z.object({ id: z.string(), name: z.string().nullable() });
export const planLine = z.object({
  id: z.string(),
  number: z.int(),
  state: z.enum(['planning', 'ready', 'applying', 'done', 'cancelled', 'expired', 'failed']),
  extent: z.string(),
  createdAt: instant,
  createdBy: actor,
  startedBy: actor.nullable(),
  expiresAt: instant,
  endedAt: instant.nullable(),
  operations: z.int(),
  counts: z.record(z.string(), z.int()).describe('How many operations are in each state; `held`: waits for a person'),
});

export const actorId = (actor: string | null): string => (actor ?? '').replace(/^person:/, '');

export function toPlanLine({ approvedBy, ...plan }: PlanRow, names: Names): z.input<typeof planLine> {
  const named = (id: string) => ({ id, name: names.person(actorId(id)) ?? null });
  return {
    ...plan,
    createdAt: plan.createdAt.toISOString(),
    createdBy: named(plan.createdBy),
    startedBy: approvedBy === null ? null : named(approvedBy),
    expiresAt: plan.expiresAt.toISOString(),
    endedAt: plan.endedAt?.toISOString() ?? null,
    operations: Object.values(plan.counts).reduce((sum, count) => sum + count, 0),
    counts: { ...plan.counts },
  };
}
