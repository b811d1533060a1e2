import { enrolAct } from '@passerelle/engine';
import { roleId } from '@passerelle/model';
import { z } from 'zod';
import { actEndpoint } from '../acts/act-endpoint.ts';
import { demandFindable } from '../people/demand-findable.ts';
import { rules } from '../rights/rule.ts';
import { community, day, participation, person, slug } from '../schema/fields.ts';

export const enrol = actEndpoint({
  id: 'communities.enrol',
  method: 'put',
  path: '/communities/{community}/members/{person}',
  summary: 'Enrols somebody in a community, or changes how: participation, dates; with a role if one is named',
  rule: rules.communityActors,
  params: z.strictObject({ community, person }),
  body: z.strictObject({
    participation: participation.optional().describe('Absent: as it is; peripheral for who is no member'),
    role: slug.optional(),
    from: day.optional(),
    until: day.optional().describe('Last day'),
  }),
  example: { participation: 'core' },
  looksAt: 'people',
  async describe({ api, params, body }) {
    await demandFindable(api, params.person);
    const role = body.role === undefined ? undefined : roleId(body.role);
    return enrolAct(api.engine, { ...params, ...body, role }, api.engine.now());
  },
});
