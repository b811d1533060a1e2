import type { Request } from 'express';
import type { Language } from './speaker.ts';

/** The language that the asker prefers among ours (Accept-Language); English for who reads Dutch or German. */
export function languageAsked(request: Request, otherwise: Language): Language {
  for (const preferred of request.acceptsLanguages()) {
    const short = preferred.slice(0, 2).toLowerCase();
    if (short === 'fr' || short === 'en') return short;
    if (short === 'nl' || short === 'de') return 'en';
  }
  return otherwise;
}
