import { cardFields, offers, type CardChoice, type CardField } from '@passerelle/model';
import { chooseCard, getCardChoice, getCommunity } from '@passerelle/store';
import { performForCommunity } from '../acts/perform-for-community.ts';
import { cardFieldsOf, emptyFields } from '../cards/card-words.ts';
import { findOne } from '../people/find-one.ts';
import { CliError, exit } from '../runtime/cli-error.ts';
import { communityOf } from '../runtime/plan-request.ts';
import type { Run } from '../runtime/run.ts';
import { withRuntime } from '../runtime/with-runtime.ts';
import type { Speaker } from '../texts/texts.ts';

/** `passerelle card <person> <community> [--show …] [--hide …]`: what a member shows in the shared address book. */
export const run: Run = (session, { args: [who = '', where = ''], options }) => {
  const show = cardFieldsOf(options['show']);
  const hide = cardFieldsOf(options['hide']);
  const listed = listedOf(options);
  const isAsking = show.length === 0 && hide.length === 0 && listed === undefined;
  return withRuntime(session, !isAsking, async (runtime) => {
    const { say } = session;
    const { store } = runtime;
    const person = await findOne(store, who);
    const community = await getCommunity(store, await communityOf(runtime, where));
    const key = { person: person.id, community: community.id };
    const before = await getCardChoice(store, key);
    const names = { person: person.displayName, community: community.name };
    if (isAsking) {
      session.printJson({ ...key, ...before });
      session.print(cardInWords(before, names, say));
      return exit.ok;
    }
    const shown = cardFields.filter(
      (field) => (before.shown.includes(field) || show.includes(field)) && !hide.includes(field),
    );
    const choice: CardChoice = { listed: listed ?? before.listed, shown };
    const empty = choice.listed ? emptyFields(person, shown) : [];
    return performForCommunity(session, runtime, options, {
      kind: 'card',
      params: { person: person.id, ...choice },
      communities: [community.id],
      work: (tx) => chooseCard(tx, key, choice),
      words: ({ result }) => (result ? [cardInWords(choice, names, say)] : []),
      warnings: ({ result }) => [
        ...(result ? [say('card.on-behalf', names)] : []),
        ...(empty.length > 0 ? [say('card.nothing-known', { fields: fieldsInWords(empty, say) })] : []),
        ...(offers(community, 'contacts') ? [] : [say('card.no-contacts')]),
      ],
    });
  });
};

function listedOf(options: Readonly<Record<string, unknown>>): boolean | undefined {
  const [yes, no] = [options['listed'] === true, options['notListed'] === true];
  if (yes && no) throw new CliError('cli.listed-or-not');
  return yes ? true : no ? false : undefined;
}

const fieldsInWords = (fields: readonly CardField[], say: Speaker): string =>
  fields.map((field) => say(`card.field.${field}`)).join(', ');

function cardInWords(
  { listed, shown }: CardChoice,
  names: { readonly person: string; readonly community: string },
  say: Speaker,
): string {
  if (!listed) return say('card.none', names);
  return say('card.shows', {
    ...names,
    fields: [say('card.field.name'), ...shown.map((field) => say(`card.field.${field}`))].join(', '),
  });
}
