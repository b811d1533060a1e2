import { labelOfTool, tools } from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { rules } from '../rights/rule.ts';
import { community, labelled } from '../schema/fields.ts';
import { communityLine, toLine } from './list-communities.ts';

export const readCommunityEndpoint = endpoint({
  id: 'communities.read',
  method: 'get',
  path: '/communities/{community}',
  summary: 'One community',
  rule: rules.communityMembers,
  problems: [],
  params: z.strictObject({ community }),
  query: z.strictObject({}),
  answer: communityLine.extend({
    language: z.string(),
    zone: z.string(),
    ownRoles: z.array(labelled),
    tools: z.array(z.object({ tool: labelled, target: z.string() })),
    settings: z.object({ rotationBefore: z.int(), rotationAfter: z.int(), handoverOverlap: z.int() }),
  }),
  async handle({ api, params, language }) {
    const found = await getCommunity(api.engine.store, params.community);
    const { ownRoles, zone, settings } = found;
    return {
      ...toLine(found, language),
      language: found.language,
      zone,
      ownRoles: ownRoles.map(({ role, name }) => ({ id: role, label: name })),
      tools: tools.flatMap((tool) => {
        const target = found.tools[tool];
        return target === undefined ? [] : [{ tool: { id: tool, label: labelOfTool(tool, language) }, target }];
      }),
      settings,
    };
  },
});
