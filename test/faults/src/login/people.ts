import { addDays, communityId, defaultSettings, localDateAt, type Community, type PersonId } from '@passerelle/model';
import { act, createPerson, enrol, putCommunity, unenrol, type Store } from '@passerelle/store';
import { forum } from './scene.ts';

const origin = { kind: 'hand' } as const;

export const communityOf = (slug: string): Community => ({
  id: communityId(slug),
  name: `Communauté ${slug}, santé d'ici`,
  purpose: '',
  modality: 'hybrid',
  stage: 'launch',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [],
  access: {},
  tools: { forum },
  settings: defaultSettings,
});

export const span = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

export interface Newcomer {
  readonly id: PersonId;
  readonly address: string;
  readonly participation: 'peripheral' | 'active';
}

/** People who are new everywhere; every other one may only reply. */
export function welcome(
  store: Store,
  community: Community,
  numbers: readonly number[],
  at: number,
): Promise<readonly Newcomer[]> {
  return act(store, { actor: 'cli:tech', kind: 'test', confirmed: true }, async (tx) => {
    await putCommunity(tx, community);
    const people: Newcomer[] = [];
    for (const number of numbers) {
      const address = `zoe+${number}@${community.id}.exemple.org`;
      const id = await createPerson(tx, { givenName: `Zoé ${number}`, familyName: 'Œuvrard', email: address });
      const participation = number % 2 === 0 ? 'active' : 'peripheral';
      const from = addDays(localDateAt(at, community.zone), -1);
      await enrol(tx, { person: id, community: community.id, participation, origin, from, at });
      people.push({ id, address, participation });
    }
    return people;
  });
}

/** @param confirmed somebody has seen what they lose; otherwise a guard has a word to say */
export function sendAway(
  store: Store,
  { id: community }: Community,
  people: readonly Newcomer[],
  { at, confirmed }: { readonly at: number; readonly confirmed: boolean },
): Promise<void> {
  return act(store, { actor: 'cli:tech', kind: 'test', confirmed }, async (tx) => {
    for (const { id: person } of people) await unenrol(tx, { person, community, origin, end: { at }, at });
  });
}
