import { cardFields, defaultCardChoice, standingsOf } from '@passerelle/model';
import { getCommunity, listCardChoices, readCommunityView } from '@passerelle/store';
import { loadNames } from '../people/load-names.ts';
import { exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Run } from '../runtime/run.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import { table } from '../terminal/table.ts';

/** `passerelle cards <community>`: what each member shows in the shared address book. */
export const run: Run = (session, { args: [where = ''] }) =>
  withRuntime(session, false, async (runtime) => {
    const { say, world } = session;
    const { style } = world.terminal;
    const { store } = runtime;
    const community = await getCommunity(store, await communityOf(runtime, where));
    const at = world.now();
    const view = await store.transaction((tx) => readCommunityView(tx, community.id, at), { readOnly: true });
    const people = [...standingsOf(view, at)].map(({ person }) => person);
    const choices = await listCardChoices(store, community.id);
    const names = await loadNames(store, people);
    const cards = people
      .map((person) => ({
        person,
        name: names.person(person) ?? person,
        hasChosen: choices.has(person),
        ...(choices.get(person) ?? defaultCardChoice),
      }))
      .sort((a, b) => a.name.localeCompare(b.name, say.language));
    session.printJson(cards);
    session.print(style.bold(say('cards.title', { community: community.name, count: cards.length })));
    const head = ['', ...cardFields.map((field) => style.dim(say(`card.field.${field}`))), ''];
    const rows = cards.map(({ name, listed, shown, hasChosen }) => [
      name,
      ...cardFields.map((field) => (listed && shown.includes(field) ? '✓' : '')),
      style.dim(listed ? (hasChosen ? '' : say('cards.never-asked')) : say('cards.not-listed')),
    ]);
    for (const line of table([head, ...rows])) session.print(line);
    return exit.ok;
  });
