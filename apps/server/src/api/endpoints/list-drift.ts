import { canBeSettled, listDrift, type DriftView } from '@passerelle/engine';
import { givingOrder, type ResourceKind } from '@passerelle/model';
import { tellFinding, type PlanFinding } from '@passerelle/plan';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutSorted, pageOf, pageQuery } from '../paging/page.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { community, instant, sentence, someone, words } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

const isResource = (kind: string): kind is ResourceKind => givingOrder.some((known) => known === kind);

/** The drift as the planner tells it. Null: of a kind that has no sentence. */
export function findingOf({ kind, nature, key, community: where, person, detail }: DriftView): PlanFinding | null {
  return isResource(kind) ? { kind: 'drift', nature, resource: kind, key, community: where, person, detail } : null;
}

export const listDriftEndpoint = endpoint({
  id: 'drift.list',
  method: 'get',
  path: '/drift',
  summary: 'What others changed on the platforms, as far as it lasts',
  rule: {
    about: 'instance',
    may: ['coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'communities that one looks after',
  },
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({
    ...pageQuery(['firstSeen', '-firstSeen', 'lastSeen', '-lastSeen']),
    community: community.optional(),
    target: words.optional(),
    nature: z.enum(['unexpected', 'missing', 'changed']).optional(),
  }),
  answer: pageOf(
    z.object({
      id: z.string(),
      target: z.string(),
      kind: z.string(),
      nature: z.enum(['unexpected', 'missing', 'changed']),
      key: z.string(),
      community: z.string().nullable(),
      person: someone.nullable(),
      text: sentence.nullable(),
      canBeSettled: z
        .boolean()
        .describe('Can be accepted or put back by a person; the rest is put right by the next plan'),
      firstSeen: instant,
      lastSeen: instant,
    }),
  ),
  async handle({ api, who, query, say }) {
    const mine = await readableOnly(who());
    const found = (await listDrift(api.engine)).filter(
      (drift) =>
        (mine === null || (drift.community !== null && mine.includes(drift.community))) &&
        (query.community === undefined || drift.community === query.community) &&
        (query.target === undefined || drift.target === query.target) &&
        (query.nature === undefined || drift.nature === query.nature),
    );
    const by = {
      firstSeen: ({ firstSeen }: DriftView) => firstSeen.getTime(),
      lastSeen: ({ lastSeen }: DriftView) => lastSeen.getTime(),
    };
    const { items, next } = cutSorted(found, query, by, ({ id }) => id);
    const names = await namesOf(
      api.engine.store,
      items.map(({ person }) => person),
    );
    return {
      items: items.map((drift) => {
        const { person, firstSeen, lastSeen } = drift;
        const finding = findingOf(drift);
        return {
          ...drift,
          person: person === null ? null : { id: person, name: names.person(person) ?? person },
          text: finding === null ? null : say(tellFinding(finding), names),
          canBeSettled: canBeSettled(drift),
          firstSeen: firstSeen.toISOString(),
          lastSeen: lastSeen.toISOString(),
        };
      }),
      next,
    };
  },
});
