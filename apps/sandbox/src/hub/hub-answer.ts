import { ID_PATH } from '../folder/is-running.ts';
import type { MailState } from '../keycloak/index.ts';
import { html, type Html } from '../nextcloud/web/html.ts';
import { hubFrame } from './hub-frame.ts';
import { hubLanguage, hubTexts } from './hub-language.ts';
import { hubPage, type HubContent } from './hub-page.ts';
import { HUB_STYLE } from './hub-style.ts';
import { mailPage } from './mail-page.ts';

/** Pages besides the first, which a change of language must not leave. */
const PAGES: readonly string[] = ['/mails'];

export interface HubRequest {
  readonly method: string;
  readonly url: string;
  readonly host: string | undefined;
  readonly acceptLanguage: string | undefined;
}

export interface HubState {
  readonly id: string;
  /** Null: the sandbox is still starting. */
  readonly content: HubContent | null;
  readonly mails: readonly MailState[];
}

export interface HubAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const GUARDS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** What the hub answers. Read-only: there is nothing to send to it. */
export function hubAnswer(request: HubRequest, state: HubState): HubAnswer {
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const language = hubLanguage(searchParams.get('lang'), request.acceptLanguage);
  const texts = hubTexts(language);
  const plain = (status: number, text: string, type = 'text/plain'): HubAnswer => ({
    status,
    headers: { ...GUARDS, 'content-type': `${type}; charset=utf-8` },
    text,
  });
  const page = (status: number, body: Html): HubAnswer => {
    const answer = plain(
      status,
      hubFrame(language, texts, PAGES.includes(pathname) ? pathname : '/', body),
      'text/html',
    );
    return { ...answer, headers: { ...answer.headers, 'content-language': language, vary: 'accept-language' } };
  };
  // A page elsewhere whose name is made to point here (DNS rebinding) must not read the mails' links.
  if (!isLoopback(request.host)) return page(421, html`<p role="alert">${texts.wrongHost}</p>`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'GET, HEAD');
  switch (pathname) {
    case '/':
      return state.content === null
        ? page(503, html`<p role="status">${texts.starting}</p>`)
        : page(200, hubPage(language, texts, state.content));
    case '/mails':
      return page(200, mailPage(language, texts, state.mails));
    case '/hub.css':
      return plain(200, HUB_STYLE, 'text/css');
    case ID_PATH:
      return plain(200, state.id);
    default:
      return page(404, html`<p role="alert">${texts.notFound}</p>`);
  }
}

const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && ['127.0.0.1', 'localhost'].includes(host.replace(/:\d+$/, '').toLowerCase());
