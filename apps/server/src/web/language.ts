import type { Request, Response } from 'express';
import { isLanguage } from '@passerelle/model';
import { readCookie } from './cookies.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export type PageLanguage = 'fr' | 'en';
export type PageTexts = typeof fr;
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = { fr, en };

const isPageLanguage = (text: unknown): text is PageLanguage => text === 'fr' || text === 'en';
const year = 31_536_000;

/**
 * Language of the answer: the one that was just chosen (`?lang=`, kept), the one that was chosen before, the one that the browser prefers, ours.
 */
export function languageOf(request: Request, response: Response, otherwise: PageLanguage): PageLanguage {
  const chosen: unknown = request.query['lang'];
  if (isPageLanguage(chosen)) {
    response.append('Set-Cookie', `lang=${chosen}; Path=/; Max-Age=${year}; SameSite=Lax`);
    return chosen;
  }
  const kept = readCookie(request, 'lang');
  if (isPageLanguage(kept)) return kept;
  for (const preferred of request.acceptsLanguages()) {
    const short = preferred.slice(0, 2).toLowerCase();
    if (isPageLanguage(short)) return short;
    // Somebody who reads Dutch or German and neither of ours first: English is read more widely than French there.
    if (isLanguage(short)) return 'en';
  }
  return otherwise;
}

/** Fills `{name}` places. */
export const fill = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
