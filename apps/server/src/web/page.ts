import { html, nothing, type Html } from '@passerelle/html';
import type { Response } from 'express';
import { pageTexts, type PageLanguage, type PageTexts } from './language.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Whoever is logged in, with what their log-out form needs. */
  readonly person?: { readonly name: string; readonly csrf: string } | null;
  /** Seconds after which the browser asks again. */
  readonly refresh?: number;
}

/** A whole page: title, skip link, who is logged in, the other language. */
export function pageHtml(language: PageLanguage, path: string, { title, body, person = null, refresh }: Page): string {
  const texts = pageTexts[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh === undefined ? nothing : html`<meta http-equiv="refresh" content="${String(refresh)}" />`}
        <title>${title} – ${texts.product}</title>
        <link rel="stylesheet" href="/assets/passerelle.css" />
      </head>
      <body>
        <header>
          <p><a href="/">${texts.product}</a></p>
          <nav aria-label="${texts.navigation}">
            <a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a>
            ${person === null ? nothing : logOut(texts, person)}
          </nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}

const logOut = (texts: PageTexts, { name, csrf }: { readonly name: string; readonly csrf: string }): Html => html`
  <span>${name}</span>
  <form method="post" action="/logout" class="inline">
    <input type="hidden" name="csrf" value="${csrf}" />
    <button class="plain">${texts.logOut}</button>
  </form>
`;

/** Sends a page. Nothing of it may be kept, framed, or run; forms go to the addresses that are named and nowhere else. */
export function sendPage(response: Response, status: number, text: string, formTargets: readonly string[]): void {
  const forms = [...new Set(["'self'", ...formTargets])].join(' ');
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${forms}; base-uri 'none'; frame-ancestors 'none'`,
  );
  response.status(status).type('html').send(text);
}
