import { ConnectorError, errorOfStatus, excerptOf, type Call, type HttpClient } from '@passerelle/connector-kit';
import { attributeOf, elementOf, escapeXml } from './stanza.ts';

export interface BoshOptions {
  readonly http: HttpClient;
  readonly call: Call;
  /** Address without a query. */
  readonly url: string;
  readonly domain: string;
  /** Room and token go into the query, where Jitsi's plugin reads them. They are in no error: the client never tells a query. */
  readonly room: string;
  readonly token: string | null;
  /** First request id, any number. */
  readonly firstId: number;
  readonly now: number;
}

/** One XMPP session over HTTP (XEP-0124, XEP-0206). */
export interface Bosh {
  readonly opening: string;
  /** Sends stanzas and answers whatever the server sent meanwhile. @throws ConnectorError, also where the session has ended */
  send(stanzas: string, attributes?: string): Promise<string>;
  end(): Promise<void>;
}

const request = 'jitsi: BOSH';
/** Seconds that the server may hold a request back. */
const wait = 5;

export async function openBosh(options: BoshOptions): Promise<Bosh> {
  const { http, call, url, domain, room, token, now } = options;
  let id = options.firstId;
  let session: string | null = null;
  const query = new URLSearchParams({ room, ...(token === null ? {} : { token }) });
  const post = async (attributes: string, content: string): Promise<string> => {
    const sid = session === null ? '' : ` sid='${escapeXml(session)}'`;
    const body = `<body xmlns='http://jabber.org/protocol/httpbind' rid='${id}'${sid} ${attributes}>${content}</body>`;
    id += 1;
    const headers = { 'content-type': 'text/xml; charset=utf-8' };
    const answer = await http.send(
      { name: request, method: 'POST', url: `${url}?${query.toString()}`, headers, body, timeout: 15_000 },
      call,
    );
    if (answer.status !== 200) throw errorOfStatus(answer, request, { now });
    // Spaces, or nothing: the plugin has crashed, and Prosody answers with an empty text.
    if (answer.text.trim() !== '' && !/^\s*(?:<\?xml[^>]*>\s*)?<body[\s/>]/.test(answer.text)) {
      const detail = `no XMPP in the answer: ${excerptOf(answer, {})}`;
      throw new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
    }
    return answer.text;
  };
  const restart = `xmlns:xmpp='urn:xmpp:xbosh'`;
  const opening = await post(
    `to='${escapeXml(domain)}' xml:lang='en' wait='${wait}' hold='1' ver='1.6' xmpp:version='1.0' ${restart}`,
    '',
  );
  const head = elementOf(opening, 'body') ?? opening;
  session = attributeOf(head, 'sid');
  if (session === null) throw new SessionEnded(opening);
  return {
    opening,
    async send(stanzas, attributes = '') {
      const answer = await post(
        attributes === 'restart' ? `to='${escapeXml(domain)}' xmpp:restart='true' ${restart}` : attributes,
        stanzas,
      );
      if (attributeOf(elementOf(answer, 'body') ?? answer, 'type') === 'terminate') throw new SessionEnded(answer);
      return answer;
    },
    async end() {
      // Best effort: a session that is not ended here ends by itself after a minute.
      await post(`type='terminate'`, `<presence xmlns='jabber:client' type='unavailable'/>`).catch(() => undefined);
    },
  };
}

/** The server has ended the session, or has not begun one. */
export class SessionEnded extends ConnectorError {
  constructor(answer: string) {
    const condition = attributeOf(elementOf(answer, 'body') ?? answer, 'condition');
    const detail = condition === null ? 'no session' : `the session ended: ${condition}`;
    super({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
  }
}
