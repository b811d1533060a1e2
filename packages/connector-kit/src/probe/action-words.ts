import type { Language } from '@passerelle/model';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import type { Action } from './actions.ts';

const texts: Readonly<Record<'fr' | 'en', Readonly<Record<string, string>>>> = { fr, en };

function text(language: Language, key: string): string {
  const found = texts[language === 'fr' ? 'fr' : 'en'][key];
  if (found === undefined) throw new Error(`the words of actions: no ${key}`);
  return found;
}

/** An action in words, to stand after "may": `écrire un fichier`. */
export const wordsOfAction = ({ tool, name }: Action, language: Language): string => text(language, `${tool}.${name}`);

/** Why no level of this community decides it, in a sentence; null where one does. */
export const reasonOfAction = ({ decision }: Action, language: Language): string | null =>
  decision.decidedBy === 'level' ? null : text(language, `because.${decision.because}`);
