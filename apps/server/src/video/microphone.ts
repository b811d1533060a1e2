import { html, type Html } from '@passerelle/html';
import type { PageTexts } from '../web/language.ts';

/** What spares everybody the first five minutes of a meeting. */
export const microphone = (texts: PageTexts): Html => html`
  <h2>${texts.adviceTitle}</h2>
  <ul>
    <li>${texts.adviceHeadset}</li>
    <li>${texts.adviceAllow}</li>
    <li>${texts.adviceMute}</li>
    <li>${texts.advicePhone}</li>
  </ul>
`;
