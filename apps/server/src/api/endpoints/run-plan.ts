import { cancelPlan, startPlan } from '@passerelle/engine';
import { message } from '@passerelle/model';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { Problem } from '../problem/problem.ts';
import { uuid } from '../schema/fields.ts';

const plan = z.strictObject({ plan: uuid });
const rule = { about: 'plan', may: ['administrator'] } as const;

export const startPlanEndpoint = endpoint({
  id: 'plans.start',
  method: 'post',
  path: '/plans/{plan}/start',
  summary: 'Says yes to a plan that waits: what is applied is exactly what it shows; what guards hold back stays held',
  rule,
  problems: ['refused'],
  params: plan,
  query: z.strictObject({}),
  answer: z.object({ started: z.literal(true), before: z.boolean().describe('It had been started before') }),
  async handle({ api, who, params }) {
    const by = `person:${who().person.id}`;
    const result = await startPlan(api.engine, params.plan, { by, kind: 'person' });
    if (result.started) return { started: true as const, before: false };
    if (result.because === 'already-started') return { started: true as const, before: true };
    if (result.because === 'unknown') throw new Problem('nothing-here');
    throw new Problem('refused', { reasons: [message(`plan-${result.because}`)] });
  },
});

export const cancelPlanEndpoint = endpoint({
  id: 'plans.cancel',
  method: 'post',
  path: '/plans/{plan}/cancel',
  summary: 'Withdraws a plan: what is under way is finished, what was not begun is cancelled',
  rule,
  problems: ['refused'],
  params: plan,
  query: z.strictObject({}),
  answer: z.object({ cancelled: z.literal(true) }),
  async handle({ api, who, params }) {
    if (!(await cancelPlan(api.engine, params.plan, `person:${who().person.id}`)))
      throw new Problem('refused', { reasons: [message('plan-ended')] });
    return { cancelled: true as const };
  },
});
