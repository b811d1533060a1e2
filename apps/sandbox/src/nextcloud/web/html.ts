import { html, type Html } from '@passerelle/html';
import type { Language, Texts } from './language.ts';

export { html, nothing, type Html } from '@passerelle/html';

export const page = (language: Language, texts: Texts, body: Html): string => {
  const other: Language = language === 'fr' ? 'en' : 'fr';
  return html`<!DOCTYPE html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${texts.title}</title>
        <link rel="stylesheet" href="/sandbox.css" />
      </head>
      <body>
        <header>
          <p>${texts.title}</p>
          <a href="/?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a>
        </header>
        <main>${body}</main>
        <footer><p>${texts.note}</p></footer>
      </body>
    </html>`.text;
};

export const STYLE = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0 auto; max-width: 40rem; padding: 0 1rem; }
header { align-items: center; display: flex; flex-wrap: wrap; justify-content: space-between; }
header p { font-weight: bold; }
label { display: block; margin-top: 1rem; }
input, button, .button { border: 1px solid; border-radius: .5rem; box-sizing: border-box; display: block; font: inherit; min-height: 2.75rem;
  padding: .5rem 1rem; text-align: center; text-decoration: none; width: 100%; }
input { text-align: start; }
button, .button { background: #00588f; color: #fff; font-weight: bold; margin-top: 1rem; }
:focus-visible { outline: 3px solid #d97700; outline-offset: 2px; }
[role=alert] { border-inline-start: .3rem solid #b3261e; padding: .5rem 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid; overflow-wrap: anywhere; padding: .5rem; text-align: start; vertical-align: top; }
li { overflow-wrap: anywhere; }
`;
