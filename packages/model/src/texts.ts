import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };
import type { Texts } from './message.ts';
import type { Language } from './person.ts';

/** The languages in which every text exists. */
export type TextLanguage = 'fr' | 'en';
export const modelTexts: Readonly<Record<TextLanguage, Texts>> = { fr, en };

/** The language of texts for a reader: English where theirs is only prepared. */
export const textLanguage = (language: Language): TextLanguage => (language === 'fr' ? 'fr' : 'en');
