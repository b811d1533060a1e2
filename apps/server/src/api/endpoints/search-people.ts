import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { badCursor, cut, pageOf, pageQuery, readCursor } from '../paging/page.ts';
import { listPeople } from '../people/list-people.ts';
import { readableOnly } from '../rights/roles-of.ts';
import { uuid, words } from '../schema/fields.ts';

export const personLine = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  state: z.enum(['active', 'suspended', 'departed']),
  organization: z.string().nullable(),
});

export const searchPeopleEndpoint = endpoint({
  id: 'people.list',
  method: 'get',
  path: '/people',
  summary: 'People, by family name',
  rule: {
    about: 'instance',
    may: ['coordinator', 'technicien', 'auditor', 'administrator'],
    narrowed: 'people of the communities that one looks after',
  },
  problems: [],
  params: z.strictObject({}),
  query: z.strictObject({
    ...pageQuery(['name', '-name']),
    text: words.default('').describe('Words of the name or the address'),
    state: z.enum(['active', 'suspended', 'departed']).optional(),
  }),
  answer: pageOf(personLine),
  async handle({ api, who, query }) {
    const after = readCursor(query);
    if (after !== null && (typeof after.key !== 'string' || !uuid.safeParse(after.id).success)) throw badCursor();
    const read = await listPeople(api.engine.store, {
      text: query.text,
      state: query.state ?? null,
      communities: await readableOnly(who()),
      after,
      down: query.sort === '-name',
      limit: query.limit + 1,
    });
    const { items, next } = cut(read, query, ({ key, id }) => ({ key, id }));
    return { items: [...items], next };
  },
});
