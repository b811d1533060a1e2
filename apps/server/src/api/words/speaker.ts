import type { Engine } from '@passerelle/engine';
import { modelTexts, say, sayInWords, type Message, type Texts } from '@passerelle/model';
import { planTexts, sayPlanned } from '@passerelle/plan';
import { storeTexts } from '@passerelle/store';
import { problemTexts } from '../problem/problem.ts';
import { noNames, type Names } from './names-of.ts';

export type Language = 'fr' | 'en';
export type Sentence = { code: string; params: Record<string, string | number>; text: string };
/** Says a message of any package in one language. */
export type Speaker = (message: Message, names?: Names) => Sentence;

/** @param more sentences that no package keeps: what the command says of the engine's messages */
export function speaker(engine: Engine, language: Language, more: Texts): Speaker {
  const store: Texts = storeTexts[language];
  const own: Texts = problemTexts[language];
  const ofConnectors = new Map<string, string>();
  for (const { manifest } of [...engine.targets.values(), ...engine.sources.values()])
    for (const [code, text] of Object.entries(manifest.texts[language])) ofConnectors.set(code, text);
  const textOf = (message: Message, names: Names): string => {
    const { code, params } = message;
    if (modelTexts[language][code] !== undefined) return sayInWords(message, language, names);
    if (planTexts[language][code] !== undefined)
      return sayPlanned(language, message, {
        person: (id) => names.person(id) ?? id,
        community: (id) => names.community(id)?.name ?? id,
      });
    const text = own[code] ?? more[code] ?? store[code] ?? ofConnectors.get(code);
    return say(text === undefined ? {} : { [code]: text }, language, { code, params: named(params, names) });
  };
  return (message, names = noNames) => ({
    code: message.code,
    params: { ...message.params },
    text: textOf(message, names),
  });
}

function named(params: Message['params'], names: Names): Message['params'] {
  const word = (name: string, value: string | number): string | number => {
    if (typeof value !== 'string') return value;
    if (name === 'person' || name === 'other' || name === 'holder') return names.person(value) ?? value;
    if (name === 'community' || name === 'parent') return names.community(value)?.name ?? value;
    return value;
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, word(name, value)]));
}
