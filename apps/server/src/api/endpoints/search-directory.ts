import { searchPeople, findPeopleByAddress, audit } from '@passerelle/store';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { words } from '../schema/fields.ts';
import { personLine } from './search-people.ts';

/** At most so many are shown of the directory: it is for finding somebody, not for reading it. */
const most = 10;

export const searchDirectory = endpoint({
  id: 'directory.search',
  method: 'get',
  path: '/directory',
  summary:
    'Somebody of the whole directory, by exact address or at least three letters: at most ten answers, and the search is logged',
  rule: { about: 'instance', may: ['technicien', 'administrator'] },
  problems: ['refused'],
  params: z.strictObject({}),
  query: z.strictObject({ text: words }),
  answer: z.object({ items: z.array(personLine).max(most) }),
  example: { query: { text: 'person' } },
  async handle({ api, who, query: { text } }) {
    const { store } = api.engine;
    const isAddress = text.includes('@');
    const found = isAddress ? await findPeopleByAddress(store, text) : await searchPeople(store, { text, limit: most });
    // Never what was typed: that is a name or an address.
    await store.transaction((tx) =>
      audit(tx, {
        actor: `person:${who().person.id}`,
        action: 'directory.searched',
        data: { by: isAddress ? 'address' : 'letters', letters: text.length, answers: found.length },
      }),
    );
    return {
      items: found.slice(0, most).map(({ id, displayName, email, state, organization }) => ({
        id,
        name: displayName,
        email,
        state,
        organization,
      })),
    };
  },
});
