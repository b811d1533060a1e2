import { readAudit } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { badCursor, cut, pageOf, pageQuery, readCursor } from '../paging/page.ts';
import { rules } from '../rights/rule.ts';
import { community, instant, person, uuid, words } from '../schema/fields.ts';
import { namesOf } from '../words/names-of.ts';

export const listAudit = endpoint({
  id: 'audit.list',
  method: 'get',
  path: '/audit',
  summary: 'The audit trail, newest first',
  rule: rules.instanceReaders,
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({
    ...pageQuery(['-seq']),
    person: person.optional(),
    community: community.optional(),
    target: words.optional(),
    act: uuid.optional(),
    operation: uuid.optional(),
    actor: words.optional(),
    action: words.optional(),
    from: instant.optional(),
    until: instant.optional(),
  }),
  answer: pageOf(
    z.object({
      seq: z.int(),
      at: instant,
      act: z.string().nullable(),
      actor: z.object({ id: z.string(), name: z.string().nullable() }),
      action: z.string(),
      person: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
      community: z.string().nullable(),
      target: z.string().nullable(),
      operation: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
      sealed: z.boolean(),
    }),
  ),
  async handle({ api, query }) {
    const { limit, sort, cursor: _, from, until, ...named } = query;
    const after = readCursor(query);
    if (after !== null && typeof after.key !== 'number') throw badCursor();
    const read = await readAudit(api.engine.store, {
      ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(until === undefined ? {} : { until: new Date(until) }),
      ...(after === null ? {} : { before: Number(after.key) }),
      limit: limit + 1,
    });
    const { items, next } = cut(read, { limit, sort }, ({ seq }) => ({ key: seq, id: String(seq) }));
    const idOf = (actor: string): string => actor.replace(/^person:/, '');
    const names = await namesOf(
      api.engine.store,
      items.flatMap((record) => [record.person, idOf(record.actor)]),
    );
    return {
      items: items.map((record) => ({
        ...record,
        at: record.at.toISOString(),
        actor: { id: record.actor, name: names.person(idOf(record.actor)) ?? null },
        person: record.person === null ? null : { id: record.person, name: names.person(record.person) ?? null },
        data: { ...record.data },
      })),
      next,
    };
  },
});
