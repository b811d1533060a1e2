import { listBlocks } from '@passerelle/engine';
import { isCommunityId } from '@passerelle/model';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { actorId, planLine, toPlanLine } from '../plans/plan-answer.ts';
import { visiblePlans } from '../plans/visible-plans.ts';
import { Problem } from '../problem/problem.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { sentence, someone, uuid } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

export const readPlanEndpoint = endpoint({
  id: 'plans.read',
  method: 'get',
  path: '/plans/{plan}',
  summary: 'One plan, with what guards hold back of it',
  rule: {
    about: 'plan',
    may: ['coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'the part that concerns communities that one looks after',
  },
  problems: [],
  params: z.strictObject({ plan: uuid }),
  query: z.strictObject({}),
  answer: planLine.extend({
    blocks: z.array(
      z.object({
        id: z.string(),
        rule: z.string(),
        community: z.string().nullable(),
        reason: sentence,
        people: z.array(someone),
        operations: z.int(),
        state: z.enum(['waiting', 'approved', 'refused', 'obsolete']),
      }),
    ),
  }),
  async handle({ api, who, params, say }) {
    const mine = await readableOnly(who());
    const [plan] = await visiblePlans(api.engine, mine, { id: params.plan, limit: 1 });
    if (plan === undefined) throw new Problem('nothing-here');
    const blocks = (await listBlocks(api.engine, params.plan)).filter(
      ({ community }) => mine === null || (community !== null && isCommunityId(community) && mine.includes(community)),
    );
    const names = await namesOf(api.engine.store, [
      actorId(plan.createdBy),
      actorId(plan.approvedBy),
      ...blocks.flatMap(({ people }) => people),
    ]);
    return {
      ...toPlanLine(plan, names),
      blocks: blocks.map(({ id, rule, community, reason, people, operations, state }) => ({
        id,
        rule,
        community,
        reason: say(reason, names),
        people: people.map((person) => ({ id: person, name: names.person(person) ?? person })),
        operations,
        state,
      })),
    };
  },
});
