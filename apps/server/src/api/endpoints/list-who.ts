import { who as whoMay } from '@passerelle/engine';
import { isTool, labelOfLevel, labelOfStation, labelOfTool } from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutSorted, pageOf, pageQuery } from '../paging/page.ts';
import { rules } from '../rights/rule.ts';
import { community, labelled, level, someone, tool } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

export const listWho = endpoint({
  id: 'communities.who',
  method: 'get',
  path: '/communities/{community}/who',
  summary: 'Who may do what in a community now, by the source of truth and the policy',
  rule: rules.communityCarers,
  problems: [],
  params: z.strictObject({ community }),
  query: z.strictObject({
    ...pageQuery(['name', '-name']),
    tool: tool.optional(),
    level: level.optional().describe('Only who has exactly this level in one of the tools asked about'),
  }),
  answer: pageOf(
    z.object({
      person: someone,
      stations: z.array(labelled),
      levels: z.array(z.object({ tool: labelled, level: labelled })),
    }),
  ),
  async handle({ api, params, query, language }) {
    const where = await getCommunity(api.engine.store, params.community);
    const all = await whoMay(api.engine, {
      community: params.community,
      ...(query.tool === undefined ? {} : { tool: query.tool }),
    });
    const found = all.filter(
      ({ levels }) => query.level === undefined || Object.values(levels).some((one) => one === query.level),
    );
    const names = await namesOf(
      api.engine.store,
      found.map(({ person }) => person),
    );
    const nameOf = (id: string): string => names.person(id) ?? id;
    const { items, next } = cutSorted(found, query, { name: ({ person }) => nameOf(person) }, ({ person }) => person);
    return {
      items: items.map(({ person, stations, levels }) => ({
        person: { id: person, name: nameOf(person) },
        stations: stations.map((station) => ({ id: station, label: labelOfStation(where, station, language) })),
        levels: Object.entries(levels).flatMap(([name, of]) =>
          isTool(name)
            ? [
                {
                  tool: { id: name, label: labelOfTool(name, language) },
                  level: { id: of, label: labelOfLevel(name, of, language) },
                },
              ]
            : [],
        ),
      })),
      next,
    };
  },
});
