import { isLevelOf, message, stationsOf } from '@passerelle/model';
import { getCommunity, setPolicyCell } from '@passerelle/store';
import { z } from 'zod';
import { actEndpoint } from '../acts/act-endpoint.ts';
import { Problem } from '../problem/problem.ts';
import { rules } from '../rights/rule.ts';
import { community, level, storable, tool } from '../schema/fields.ts';

export const setAccess = actEndpoint({
  id: 'communities.access.set',
  method: 'put',
  path: '/communities/{community}/access/{station}/{tool}',
  summary: 'Changes one cell of the access grid of a community',
  rule: rules.communityActors,
  params: z.strictObject({ community, station: z.string().max(60).regex(storable), tool }),
  body: z.strictObject({
    level: level.nullable().describe('Null: the community says nothing of it any more, the instance decides again'),
  }),
  example: { level: 'read' },
  looksAt: 'everybody',
  async describe({ api, params, body: { level: to } }) {
    const known = await getCommunity(api.engine.store, params.community);
    const station = stationsOf(known).find((one) => one === params.station);
    if (station === undefined) throw new Problem('nothing-here');
    if (to !== null && !isLevelOf(params.tool, to))
      throw new Problem('invalid', { errors: [{ in: 'body', field: '/level', what: message('field.wrong') }] });
    const cell = { community: params.community, station, tool: params.tool, level: to };
    return {
      kind: 'policy',
      params: { station, tool: params.tool, level: to },
      people: [],
      communities: [params.community],
      at: api.engine.now(),
      work: (tx) => setPolicyCell(tx, cell),
      warnings: ({ warnings }) => warnings.map(({ message: told }) => told),
    };
  },
});
