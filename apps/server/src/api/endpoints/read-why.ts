import { why } from '@passerelle/engine';
import { labelOfLevel, labelOfStation, labelOfTool, reasonMessage } from '@passerelle/model';
import { getCommunity } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { community, instant, labelled, person, sentence, tool } from '../schema/fields.ts';
import { linkInWords } from '../words/link-in-words.ts';
import { namesOf } from '../words/names-of.ts';

export const readWhy = endpoint({
  id: 'communities.why',
  method: 'get',
  path: '/communities/{community}/people/{person}/why',
  summary:
    'Why somebody can, or cannot, do something in a community: the chain down to what the platform was last seen to say',
  rule: { about: 'person-there', may: ['self', 'coordinator', 'technicien', 'auditor', 'administrator'] },
  problems: [],
  params: z.strictObject({ community, person }),
  query: z.strictObject({ tool: tool.optional() }),
  answer: z.object({
    state: z.enum(['active', 'suspended', 'departed']),
    standings: z.array(z.object({ station: labelled, because: z.array(sentence) })),
    lastMembership: z
      .object({ from: z.iso.date(), until: z.iso.date().nullable(), endedAt: instant.nullable() })
      .nullable(),
    tools: z.array(
      z.object({
        tool: labelled,
        target: z.string(),
        should: labelled,
        is: labelled.nullable().describe('Null: not known; `other`: permissions that match no level'),
        verdict: z.enum(['as-it-should', 'missing', 'more-than-it-should', 'unknown']),
        readAt: instant.nullable(),
        given: z.array(
          z.object({ station: z.string(), level: z.string(), from: z.enum(['default', 'instance', 'community']) }),
        ),
        chain: z.array(
          z.object({
            link: z.enum(['person', 'membership', 'policy', 'platform', 'account', 'group', 'space']),
            state: z.enum(['holds', 'broken', 'unknown']),
            text: sentence,
          }),
        ),
        repair: sentence.nullable(),
      }),
    ),
  }),
  async handle({ api, params, query, language, say }) {
    const { store } = api.engine;
    const where = await getCommunity(store, params.community);
    const answer = await why(api.engine, { ...params, ...(query.tool === undefined ? {} : { tool: query.tool }) });
    const holders = answer.standings.flatMap(({ because }) =>
      because.flatMap((reason) => (reason.kind === 'deputyship' ? [reason.deputyFor] : [])),
    );
    const names = await namesOf(store, [params.person, ...holders]);
    const { lastMembership } = answer;
    return {
      state: answer.state,
      standings: answer.standings.map(({ station, because }) => ({
        station: { id: station, label: labelOfStation(where, station, language) },
        because: because.map((reason) => say(reasonMessage(reason), names)),
      })),
      lastMembership:
        lastMembership === null ? null : { ...lastMembership, endedAt: lastMembership.endedAt?.toISOString() ?? null },
      tools: answer.tools.map(({ tool: of, target, should, is, verdict, observed, given, chain, repair }) => ({
        tool: { id: of, label: labelOfTool(of, language) },
        target,
        should: { id: should, label: labelOfLevel(of, should, language) },
        is: is === null ? null : { id: is, label: is === 'other' ? is : labelOfLevel(of, is, language) },
        verdict,
        readAt: observed.readAt?.toISOString() ?? null,
        given: given.map(({ station, cell }) => ({ station, level: cell.level, from: cell.from })),
        chain: chain.map(({ link, state, text }) => ({
          link,
          state,
          text: say(linkInWords(text, where, of, language), names),
        })),
        repair: repair === null ? null : say(repair, names),
      })),
    };
  },
});
