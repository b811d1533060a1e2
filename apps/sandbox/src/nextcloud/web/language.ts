import type { Request } from 'express';
import texts from './texts.json' with { type: 'json' };

export type Language = keyof typeof texts;
export type Texts = (typeof texts)['fr'];
export type TextKey = keyof Texts;

export const textsIn = (language: Language): Texts => texts[language];

/** `?lang=` first, then what the browser prefers of the two, otherwise French. */
export const languageOf = (req: Request): Language => {
  const asked = req.query['lang'];
  if (asked === 'fr' || asked === 'en') return asked;
  const preferred = req.get('accept-language') === undefined ? false : req.acceptsLanguages('fr', 'en');
  return preferred === 'en' ? 'en' : 'fr';
};
