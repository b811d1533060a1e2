import { textLanguage, type Language } from '@passerelle/model';
import type { OwnThing, ReadyMadeApp } from './ready-made-app.ts';

/** `ICANE - sondages : trouver une date`: what the space is called, then what this one is for. */
export const titleOf = (app: ReadyMadeApp, index: number, name: string, language: Language): string =>
  name + (app.endings[index]?.[textLanguage(language)] ?? '');

/** A title taken apart; null when it ends like nothing that is ready-made. */
export const readTitle = (
  app: ReadyMadeApp,
  title: string,
): { readonly name: string; readonly index: number; readonly ending: string } | null => {
  for (const [index, endings] of app.endings.entries()) {
    for (const ending of [endings.fr, endings.en]) {
      if (title.length > ending.length && title.endsWith(ending))
        return { name: title.slice(0, -ending.length), index, ending };
    }
  }
  return null;
};

/** What a thing's space is called: its title without its ending. */
export const nameOf = (app: ReadyMadeApp, { title }: OwnThing): string => readTitle(app, title)?.name ?? title;
