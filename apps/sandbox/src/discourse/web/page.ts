import { html, STYLE, type Html } from '../../nextcloud/web/html.ts';
import { VERSION } from '../platform.ts';
import type { Answer } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';
import texts from './texts.json' with { type: 'json' };

export { html, nothing, type Html } from '../../nextcloud/web/html.ts';
export { STYLE };

export type Language = keyof typeof texts;
export type Texts = (typeof texts)['fr'];
export type TextKey = keyof Texts;

export const textsIn = (language: Language): Texts => texts[language];

/** `?lang=` first, then what the browser prefers of the two, otherwise French. */
export const languageOf = (call: Call): Language => {
  const asked = call.query.get('lang');
  if (asked === 'fr' || asked === 'en') return asked;
  for (const part of call.headers.acceptLanguage.toLowerCase().split(',')) {
    const language = part.trim().slice(0, 2);
    if (language === 'fr' || language === 'en') return language;
  }
  return 'fr';
};

const CSP = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** A whole page in the caller's language. */
export const pageAnswer = (call: Call, status: number, body: (texts: Texts, language: Language) => Html): Answer => {
  const language = languageOf(call);
  const words = textsIn(language);
  const other: Language = language === 'fr' ? 'en' : 'fr';
  const whole = html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Discourse ${VERSION} - https://github.com/discourse/discourse" />
        <title>${words.title}</title>
        <link rel="stylesheet" href="/sandbox.css" />
      </head>
      <body>
        <header>
          <p>${words.title}</p>
          <a href="?lang=${other}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>
        </header>
        <main>${body(words, language)}</main>
        <footer><p>${words.note}</p></footer>
      </body>
    </html>`;
  return { status, text: whole.text, headers: SAFE_HEADERS };
};
