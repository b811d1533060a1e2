import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { badCursor, cut, pageOf, pageQuery, readCursor } from '../paging/page.ts';
import { actorId, planLine, toPlanLine } from '../plans/plan-answer.ts';
import { visiblePlans } from '../plans/visible-plans.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { namesOf } from '../words/names-of.ts';

export const listPlansEndpoint = endpoint({
  id: 'plans.list',
  method: 'get',
  path: '/plans',
  summary: 'Plans, newest first',
  rule: {
    about: 'instance',
    may: ['coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'plans, and of them the part, that concern communities that one looks after',
  },
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({ ...pageQuery(['-number']), state: planLine.shape.state.optional() }),
  answer: pageOf(planLine),
  async handle({ api, who, query }) {
    const { limit, state } = query;
    const after = readCursor(query);
    if (after !== null && typeof after.key !== 'number') throw badCursor();
    const read = await visiblePlans(api.engine, await readableOnly(who()), {
      state: state ?? null,
      before: after === null ? null : Number(after.key),
      limit: limit + 1,
    });
    const { items, next } = cut(read, query, ({ number, id }) => ({ key: number, id }));
    const names = await namesOf(
      api.engine.store,
      items.flatMap(({ createdBy, approvedBy }) => [actorId(createdBy), actorId(approvedBy)]),
    );
    return { items: items.map((plan) => toPlanLine(plan, names)), next };
  },
});
