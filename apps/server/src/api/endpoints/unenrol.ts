import { unenrolAct } from '@passerelle/engine';
import { z } from 'zod';
import { actEndpoint } from '../acts/act-endpoint.ts';
import { community, day, person } from '../schema/fields.ts';

export const unenrol = actEndpoint({
  id: 'communities.unenrol',
  method: 'post',
  path: '/communities/{community}/members/{person}/end',
  summary: 'Ends a membership, with the roles and working groups that hang on it: now, or with its last day',
  rule: { about: 'person-there', may: ['technicien', 'administrator'] },
  params: z.strictObject({ community, person }),
  body: z.strictObject({
    until: day.optional().describe('Last day; absent: now'),
    acceptsLastTechnicien: z.boolean().default(false).describe('Even if nobody is technicien there afterwards'),
  }),
  example: {},
  looksAt: 'people',
  describe: ({ api, params, body }) => unenrolAct(api.engine, { ...params, ...body }, api.engine.now()),
});
