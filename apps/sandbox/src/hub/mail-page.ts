import type { MailState } from '../keycloak/index.ts';
import { html, type Html } from '../nextcloud/web/html.ts';
import type { HubLanguage, HubTexts } from './hub-language.ts';

const SHOWN = 200;

/** The mails that Keycloak kept in place of sending them, with the links that it put into them. */
export function mailPage(language: HubLanguage, texts: HubTexts, mails: readonly MailState[]): Html {
  const back = html`<p><a href="/?lang=${language}">${texts.back}</a></p>`;
  const list =
    mails.length === 0
      ? html`<p>${texts.noMails}</p>`
      : html`<p class="soft">${texts.mailSome} ${String(mails.length)}</p>
          <ul class="cards">
            ${mails
              .slice(-SHOWN)
              .toReversed()
              .map((mail) => mailCard(texts, mail))}
          </ul>`;
  return html`${back}
    <h2>${texts.mails}</h2>
    ${list}`;
}

const mailCard = (texts: HubTexts, mail: MailState): Html =>
  html`<li>
    <dl>
      <dt>${texts.mailTo}</dt>
      <dd>${mail.to}</dd>
      <dt>${texts.mailSubject}</dt>
      <dd lang="${mail.locale}">${mail.subject}</dd>
    </dl>
    <p><a href="${mail.link}" rel="noreferrer">${texts.mailLink}</a></p>
  </li>`;
