import { z } from 'zod';
import { streamEndpoint } from '../stream-endpoint.ts';
import { planLine } from '../plans/plan-answer.ts';
import { visiblePlans } from '../plans/visible-plans.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { uuid } from '../schema/fields.ts';

export const watchPlan = streamEndpoint({
  id: 'plans.progress',
  method: 'get',
  path: '/plans/{plan}/progress',
  summary:
    'The progress of a plan as server-sent events (`progress`): one whenever something moved, until it is no longer under way',
  rule: {
    about: 'plan',
    may: ['coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'the part that concerns communities that one looks after',
  },
  problems: [],
  params: z.strictObject({ plan: uuid }),
  query: z.strictObject({}),
  answer: planLine.pick({ state: true, counts: true }),
  event: 'progress',
  async look({ api, who, params }) {
    const [plan] = await visiblePlans(api.engine, await readableOnly(who()), { id: params.plan, limit: 1 });
    if (plan === undefined) return null;
    const { state, counts } = plan;
    return { document: { state, counts: { ...counts } }, isLast: state !== 'applying' && state !== 'planning' };
  },
});
