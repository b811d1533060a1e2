import { stages } from '@passerelle/model';
import { listCommunities, setStage } from '@passerelle/store';
import { z } from 'zod';
import { actEndpoint } from '../acts/act-endpoint.ts';
import { rules } from '../rights/rule.ts';
import { community } from '../schema/fields.ts';

export const setStageEndpoint = actEndpoint({
  id: 'communities.stage',
  method: 'put',
  path: '/communities/{community}/stage',
  summary: 'Moves a community to another stage; what people may do follows from it',
  rule: rules.communityActors,
  params: z.strictObject({ community }),
  body: z.strictObject({
    stage: z.enum(stages),
    withGroups: z.boolean().default(false).describe('Its working groups too, those that stand where it stood'),
  }),
  example: { stage: 'archived' },
  looksAt: 'everybody',
  async describe({ api, params, body: { stage, withGroups } }) {
    const { store } = api.engine;
    const groups = withGroups ? (await listCommunities(store)).filter(({ parent }) => parent === params.community) : [];
    return {
      kind: 'stage',
      params: { stage },
      people: [],
      communities: [params.community, ...groups.map(({ id }) => id)],
      at: api.engine.now(),
      work: (tx) => setStage(tx, params.community, stage, { withGroups }),
      warnings: () => [],
    };
  },
});
