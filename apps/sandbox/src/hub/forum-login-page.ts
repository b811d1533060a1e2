import { html, nothing, type Html } from '../nextcloud/web/html.ts';
import type { HubLanguage, HubTexts } from './hub-language.ts';

/** What the forum's "log in" leads to while Passerelle does not yet log people in to it. Says so, and lets nobody in. */
export const forumLoginPage = (language: HubLanguage, texts: HubTexts, forum: string | undefined): Html => html`
  <h2>${texts.forumLogin}</h2>
  <p role="status">${texts.forumLoginLater}</p>
  <p>${texts.forumLoginMeanwhile}</p>
  ${forum === undefined ? nothing : html`<p><a href="${forum}/?lang=${language}">${texts.forumBack}</a></p>`}
  <p><a href="/?lang=${language}">${texts.back}</a></p>
`;
