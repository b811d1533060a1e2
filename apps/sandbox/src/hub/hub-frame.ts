import { html, type Html } from '../nextcloud/web/html.ts';
import type { HubLanguage, HubTexts } from './hub-language.ts';

/** The frame of every page of the hub. */
export function hubFrame(language: HubLanguage, texts: HubTexts, path: string, body: Html): string {
  const other: HubLanguage = language === 'fr' ? 'en' : 'fr';
  return html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${texts.title}</title>
        <link rel="stylesheet" href="/hub.css" />
      </head>
      <body>
        <header>
          <h1>${texts.title}</h1>
          <a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a>
        </header>
        <main>${body}</main>
      </body>
    </html>`.text;
}
