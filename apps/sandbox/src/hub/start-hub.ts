import type { IncomingMessage, ServerResponse } from 'node:http';
import { ID_PATH } from '../folder/is-running.ts';
import { startHttpHost } from '../http-host.ts';
import type { MailState } from '../keycloak/index.ts';
import { html } from '../nextcloud/web/html.ts';
import type { StandIn } from '../stand-in.ts';
import { hubFrame } from './hub-frame.ts';
import { hubLanguage, hubTexts } from './hub-language.ts';
import { hubPage, type HubContent } from './hub-page.ts';
import { HUB_STYLE } from './hub-style.ts';
import { mailPage } from './mail-page.ts';

export interface HubOptions {
  readonly id: string;
  readonly port: number | undefined;
  /** Asked at each request. Null: the sandbox is still starting. */
  readonly content: () => HubContent | null;
  readonly mails: () => readonly MailState[];
}

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** Serves the sandbox's first page. Read-only: there is nothing to send to it. */
export async function startHub(options: HubOptions): Promise<StandIn> {
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const send = (status: number, type: string, text: string, more: Readonly<Record<string, string>> = {}): void => {
      res.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8`, ...more });
      res.end(req.method === 'HEAD' ? undefined : text);
    };
    const url = new URL(req.url ?? '/', 'http://127.0.0.1');
    const language = hubLanguage(url.searchParams.get('lang'), req.headers['accept-language']);
    const texts = hubTexts(language);
    const page = (status: number, path: string, body: Parameters<typeof hubFrame>[3]): void =>
      send(status, 'text/html', hubFrame(language, texts, path, body), {
        'content-language': language,
        vary: 'accept-language',
      });
    // A page elsewhere whose name is made to point here (DNS rebinding) must not read the mails' links.
    if (!isLoopback(req.headers.host)) return page(421, '/', html`<p role="alert">${texts.wrongHost}</p>`);
    if (req.method !== 'GET' && req.method !== 'HEAD') return send(405, 'text/plain', 'GET', { allow: 'GET, HEAD' });
    switch (url.pathname) {
      case '/': {
        const content = options.content();
        return content === null ? send(503, 'text/plain', '…') : page(200, '/', hubPage(language, texts, content));
      }
      case '/mails':
        return page(200, '/mails', mailPage(language, texts, options.mails()));
      case '/hub.css':
        return send(200, 'text/css', HUB_STYLE);
      case ID_PATH:
        return send(200, 'text/plain', options.id);
      default:
        return page(404, '/', html`<p role="alert">${texts.notFound}</p>`);
    }
  };
  const host = await startHttpHost({ handler: answer, port: options.port });
  return { name: 'hub', url: host.url, stop: () => host.stop() };
}

const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && ['127.0.0.1', 'localhost'].includes(host.replace(/:\d+$/, '').toLowerCase());
