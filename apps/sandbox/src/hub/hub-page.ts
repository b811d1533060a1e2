import { html, nothing, type Html } from '../nextcloud/web/html.ts';
import type { ExampleLogin, SandboxPlaces } from '../sandbox-places.ts';
import type { HubLanguage, HubTexts } from './hub-language.ts';
import type { HubStatus } from './hub-status.ts';

export interface HubContent {
  readonly places: SandboxPlaces;
  readonly status: HubStatus | null;
  /** passerelle.yaml of this sandbox, for the commands to copy. */
  readonly config: string;
}

export const hubPage = (language: HubLanguage, texts: HubTexts, content: HubContent): Html => html`
  <p>${texts.lead}</p>
  <h2>${texts.places}</h2>
  <ul class="cards">
    ${card(`${content.places.passerelle}/?lang=${language}`, texts.passerelle, texts.passerelleHint)}
    ${card(`${content.places.nextcloud}/?lang=${language}`, texts.nextcloud, texts.nextcloudHint)}
    ${card(`${content.places.login}?lang=${language}`, texts.login, texts.loginHint)}
    ${card(`${content.places.discourse}/?lang=${language}`, texts.forum, texts.forumHint)}
    ${card(`${content.places.jitsi}/?lang=${language}`, texts.video, texts.videoHint)}
    ${card(`${content.places.mailman}/?lang=${language}`, texts.lists, texts.listsHint)}
    ${card(`/mails?lang=${language}`, texts.mails, texts.mailsHint)}
    <li>
      <p class="who">${texts.directory}</p>
      <p><code>${content.places.directory}</code></p>
      <p class="soft">${texts.directoryHint}</p>
    </li>
  </ul>
  <h2>${texts.people}</h2>
  <ul class="cards">
    ${content.places.people.map((person) => personCard(texts, person))}
  </ul>
  <p class="soft">${texts.notYet}</p>
  <h2>${texts.status}</h2>
  ${content.status === null ? html`<p>${texts.noStatus}</p>` : statusBlock(language, texts, content.status)}
  <h2>${texts.steps}</h2>
  <ol>
    <li>${texts.step1}</li>
    <li>${texts.step2} <a href="${content.places.logout}">${texts.logout}</a></li>
    <li>
      ${texts.step3}
      <pre><code>${commands(content.config)}</code></pre>
    </li>
    <li>${texts.step4}</li>
  </ol>
  <p>${texts.stop} <code>npm start -- --fresh</code></p>
`;

const commands = (config: string): string =>
  ['why amelie.lambert@example.org icane files', 'unenrol piotr.lukasiewicz@example.org icane', 'plan']
    .map((command) => `npm run passerelle -- --config ${config} ${command}`)
    .join('\n');

const card = (url: string, label: string, hint: string): Html =>
  html`<li>
    <a class="go" href="${url}">${label}</a>
    <p class="soft">${hint}</p>
  </li>`;

function personCard(texts: HubTexts, person: ExampleLogin): Html {
  const password =
    'text' in person.password
      ? html`<code>${person.password.text}</code>`
      : html`${texts.passwordInFile} <code>${person.password.file}</code>`;
  const where = person.as === 'administrator' ? texts.onNextcloud : texts.throughKeycloak;
  return html`<li>
    <p class="who">${person.name}</p>
    <p class="soft">${texts[person.as]}</p>
    <dl>
      <dt>${texts.loginName}</dt>
      <dd><code>${person.login}</code></dd>
      <dt>${texts.password}</dt>
      <dd>${password}</dd>
      <dt>${texts.where}</dt>
      <dd><a href="${person.url}">${where}</a></dd>
    </dl>
  </li>`;
}

function statusBlock(language: HubLanguage, texts: HubTexts, status: HubStatus): Html {
  const time = new Date(status.at);
  const shown = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
  const lines = status.lines.map(({ label, value }) => {
    const text = typeof value === 'object' ? value[language] : String(value);
    return html`<dt>${label[language]}</dt>
      <dd>${text}</dd>`;
  });
  return html`<div class="state ${status.state}">
    <p class="who">${texts[status.state]} – ${status.headline[language]}</p>
    ${lines.length === 0 ? nothing : html`<dl>${lines}</dl>`}
    <p class="soft">${texts.asOf} <time datetime="${time.toISOString()}">${shown}</time></p>
  </div>`;
}
