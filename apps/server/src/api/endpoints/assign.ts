import { assignAct, unassignAct } from '@passerelle/engine';
import { roleId } from '@passerelle/model';
import { z } from 'zod';
import { actEndpoint } from '../acts/act-endpoint.ts';
import { demandFindable } from '../people/demand-findable.ts';
import { rules } from '../rights/rule.ts';
import { community, day, person, slug } from '../schema/fields.ts';

const role = slug.transform((text) => roleId(text));

export const assign = actEndpoint({
  id: 'communities.assign',
  method: 'put',
  path: '/communities/{community}/roles/{role}/holders/{person}',
  summary: 'Gives somebody a role in a community, or a deputyship of it, or changes its dates',
  rule: rules.communityActors,
  params: z.strictObject({ community, role, person }),
  body: z.strictObject({
    deputyFor: person.optional(),
    from: day.optional(),
    until: day.optional().describe('Last day'),
  }),
  example: {},
  looksAt: 'people',
  async describe({ api, params, body }) {
    await demandFindable(api, params.person);
    return assignAct(api.engine, { ...params, ...body }, api.engine.now());
  },
});

export const unassign = actEndpoint({
  id: 'communities.unassign',
  method: 'post',
  path: '/communities/{community}/roles/{role}/holders/{person}/end',
  summary: 'Takes a role from somebody, deputyships of it included: now, or with its last day',
  rule: { about: 'person-there', may: ['technicien', 'administrator'] },
  params: z.strictObject({ community, role, person }),
  body: z.strictObject({
    until: day.optional().describe('Last day; absent: now'),
    acceptsLastTechnicien: z.boolean().default(false).describe('Even if nobody is technicien there afterwards'),
  }),
  example: {},
  looksAt: 'people',
  describe: ({ api, params, body }) => unassignAct(api.engine, { ...params, ...body }, api.engine.now()),
});
