import { communityId, defaultSettings, personId, type Community, type PersonId } from '@passerelle/model';
import { act, type ActTx } from '../acts/act.ts';
import { putCommunity } from '../communities/put-community.ts';
import type { Store } from '../database.ts';
import { createPerson } from '../people/write-person.ts';

/** A community for tests; what a test is about stands in `changes`. */
export const sampleCommunity = (slug: string, changes: Partial<Community> = {}): Community => ({
  id: communityId(slug),
  name: slug.toUpperCase(),
  purpose: 'For a test.',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [],
  access: {},
  tools: {},
  settings: defaultSettings,
  ...changes,
});

/** `person(1)`, `person(2)`…: ids for tests, in this order. */
export const samplePersonId = (number: number): PersonId =>
  personId(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);

/** An act of the tests. */
export const testAct = <T>(store: Store, work: (tx: ActTx) => Promise<T>): Promise<T> =>
  act(store, { actor: 'system', kind: 'test' }, work);

/** Communities, and so many people called "Person N" (person-n@example.org). */
export const putSample = (store: Store, communities: readonly Community[], people: number): Promise<void> =>
  testAct(store, async (tx) => {
    for (const community of communities) await putCommunity(tx, community);
    for (let number = 1; number <= people; number++) {
      await createPerson(tx, {
        id: samplePersonId(number),
        givenName: 'Person',
        familyName: String(number),
        email: `person-${number}@example.org`,
      });
    }
  });
