import { labelOfModality, labelOfStage, stages, type Community } from '@passerelle/model';
import { foldName, listCommunities } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutSorted, pageOf, pageQuery } from '../paging/page.ts';
import { rules } from '../rights/rule.ts';
import { labelled, words } from '../schema/fields.ts';
import type { Language } from '../words/speaker.ts';

export const communityLine = z.object({
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  stage: labelled,
  modality: labelled,
  parent: z.string().nullable(),
});

export const toLine = ({ id, name, purpose, stage, modality, parent }: Community, language: Language) => ({
  id,
  name,
  purpose,
  stage: { id: stage, label: labelOfStage(stage, language) },
  modality: { id: modality, label: labelOfModality(modality, language) },
  parent,
});

export const listCommunitiesEndpoint = endpoint({
  id: 'communities.list',
  method: 'get',
  path: '/communities',
  summary: 'Communities that you stand in; all of them for administrators and auditors',
  rule: { ...rules.whoeverIsKnown, narrowed: 'those where one stands' },
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({
    ...pageQuery(['name', '-name', 'id', '-id']),
    text: words.optional().describe('Part of the name or the slug'),
    stage: z.enum(stages).optional(),
  }),
  answer: pageOf(communityLine),
  async handle({ api, who, query, language }) {
    const caller = who();
    const all =
      caller.isAdministrator || caller.isAuditor
        ? await listCommunities(api.engine.store)
        : (await caller.mine()).map(({ community }) => community);
    const text = foldName(query.text ?? '');
    const found = all.filter(
      ({ id, name, stage }) =>
        (query.stage === undefined || stage === query.stage) && (foldName(name).includes(text) || id.includes(text)),
    );
    const { items, next } = cutSorted(
      found,
      query,
      { name: ({ name }) => foldName(name), id: ({ id }) => id },
      ({ id }) => id,
    );
    return { items: items.map((community) => toLine(community, language)), next };
  },
});
