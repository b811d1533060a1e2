import {
  labelOfLevel,
  labelOfStation,
  labelOfTool,
  levelOf,
  offers,
  stationsOf,
  toolLevels,
  tools,
} from '@passerelle/model';
import { getCommunity, getInstanceAccess } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { rules } from '../rights/rule.ts';
import { community, labelled } from '../schema/fields.ts';

export const readAccess = endpoint({
  id: 'communities.access',
  method: 'get',
  path: '/communities/{community}/access',
  summary: 'The access grid of a community: what each standing gives in each tool, and which table says so',
  rule: rules.communityMembers,
  problems: [],
  params: z.strictObject({ community }),
  query: z.strictObject({}),
  answer: z.object({
    tools: z.array(z.object({ tool: labelled, levels: z.array(labelled).describe('Lowest to highest') })),
    rows: z.array(
      z.object({
        station: labelled,
        cells: z.array(
          z.object({
            tool: z.string(),
            level: labelled,
            from: z.enum(['default', 'instance', 'community']),
            beforeArchive: z.string().nullable(),
          }),
        ),
      }),
    ),
  }),
  async handle({ api, params, language }) {
    const { store } = api.engine;
    const found = await getCommunity(store, params.community);
    const policy = { instance: await getInstanceAccess(store), community: found };
    const here = tools.filter((tool) => offers(found, tool));
    return {
      tools: here.map((tool) => ({
        tool: { id: tool, label: labelOfTool(tool, language) },
        levels: toolLevels[tool].map((level) => ({ id: level, label: labelOfLevel(tool, level, language) })),
      })),
      rows: stationsOf(found).map((station) => ({
        station: { id: station, label: labelOfStation(found, station, language) },
        cells: here.map((tool) => {
          const { level, from, beforeArchive } = levelOf(policy, station, tool);
          return { tool, level: { id: level, label: labelOfLevel(tool, level, language) }, from, beforeArchive };
        }),
      })),
    };
  },
});
