import { labelOfLevel, labelOfStation, labelOfTool } from '@passerelle/model';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { rules } from '../rights/rule.ts';
import { labelled } from '../schema/fields.ts';

const mine = z.object({
  id: z.string(),
  name: z.string(),
  stage: z.string(),
  stations: z.array(labelled),
  tools: z.array(z.object({ tool: labelled, level: labelled })),
});

/** Who the asker is, what they may do, and the token that their browser's changes bring along. */
export const me = endpoint({
  id: 'me',
  method: 'get',
  path: '/me',
  summary: 'Who you are, where you stand, and the CSRF token for changes from a browser',
  rule: { ...rules.whoeverIsKnown, narrowed: 'oneself' },
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({}),
  answer: z.object({
    person: z.object({ id: z.string(), name: z.string(), email: z.string().nullable(), language: z.string() }),
    isAdministrator: z.boolean(),
    isAuditor: z.boolean(),
    csrf: z.string().nullable().describe('Null for access tokens, which need none'),
    communities: z.array(mine),
  }),
  async handle({ who, language }) {
    const caller = who();
    const { person, isAdministrator, isAuditor, csrf } = caller;
    const { id, displayName: name, email, preferredLanguage } = person;
    const communities = (await caller.mine()).map(({ community, stations, levels }) => ({
      id: community.id,
      name: community.name,
      stage: community.stage,
      stations: stations.map((station) => ({ id: station, label: labelOfStation(community, station, language) })),
      tools: Array.from(levels, ([tool, level]) => ({
        tool: { id: tool, label: labelOfTool(tool, language) },
        level: { id: level, label: labelOfLevel(tool, level, language) },
      })),
    }));
    return { person: { id, name, email, language: preferredLanguage }, isAdministrator, isAuditor, csrf, communities };
  },
});
