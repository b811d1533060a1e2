import { ConnectorError, isHtml, type Call, type HttpRequest, type HttpResponse } from '@passerelle/connector-kit';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { Owner } from '../owners.ts';
import type { Session } from '../session.ts';
import { sendRequest, titled } from './request.ts';

export interface DavRequest {
  readonly name: string;
  readonly method: HttpRequest['method'];
  /** Path below `/remote.php/dav`, encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends one request as the account that owns the calendar or address book: nobody else sees them, administrators included (facts §5). */
export const sendDav = (session: Session, call: Call, owner: Owner, request: DavRequest): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: request.name,
    method: request.method,
    path: `/remote.php/dav${request.path}`,
    headers: { accept: '*/*', authorization: owner.authorization, ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
  });

export const xmlHeaders = { 'content-type': 'application/xml; charset=utf-8' } as const;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const xmlText = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');

/** The namespaces of every request body. `xc` is the one that Nextcloud's bin speaks, which is not that of its other properties. */
const namespaces =
  'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:card="urn:ietf:params:xml:ns:carddav" ' +
  'xmlns:oc="http://owncloud.org/ns" xmlns:xc="http://nextcloud.com/ns"';

/** A request body with this root element. */
export const davXml = (root: string, inside: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><${root} ${namespaces}>${inside}</${root}>`;

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: true,
  // Line ends of events and cards come as `&#13;`.
  htmlEntities: true,
  isArray: (name) => ['response', 'propstat', 'user'].includes(name),
});
const propstat = z.object({ status: z.string(), prop: z.union([z.literal(''), z.record(z.string(), z.unknown())]) });
const multistatus = z.object({
  multistatus: z.union([
    z.literal(''),
    z.looseObject({
      response: z
        .array(z.object({ href: z.string(), status: z.string().optional(), propstat: z.array(propstat).default([]) }))
        .default([]),
    }),
  ]),
});

const whole = /<(?:\/(?:[\w.-]+:)?multistatus|(?:[\w.-]+:)?multistatus[^>]*\/)>\s*$/;

/** One thing of a multistatus answer. */
export interface DavEntry {
  /** The last part of its address, decoded. */
  readonly name: string;
  /** Local names; only what was found. Null: the thing itself is not there. */
  readonly found: Readonly<Record<string, unknown>> | null;
  /** Local names of what was refused, with the status line. */
  readonly refused: readonly string[];
}

const unexpected = (response: HttpResponse, name: string, detail: string): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled(name),
    status: response.status,
    detail,
  });

const lastPart = (href: string): string | null => {
  try {
    return decodeURIComponent(href.replace(/\/+$/, '').split('/').at(-1) ?? '');
  } catch {
    return null;
  }
};

/** @throws ConnectorError `unexpected-answer` for what is no multistatus (HTML, a broken body) */
export const davEntries = (response: HttpResponse, name: string): readonly DavEntry[] => {
  if (isHtml(response)) throw unexpected(response, name, 'HTML in place of XML');
  // The parser reads a body that breaks off as far as it goes.
  if (!whole.test(response.text)) throw unexpected(response, name, 'not a whole WebDAV answer');
  let tree: unknown;
  try {
    tree = parser.parse(response.text);
  } catch {
    throw unexpected(response, name, 'not XML');
  }
  const parsed = multistatus.safeParse(tree);
  if (!parsed.success) throw unexpected(response, name, 'not a WebDAV answer');
  const answer = parsed.data.multistatus;
  return (answer === '' ? [] : answer.response).map(({ href, status, propstat: stats }) => {
    const last = lastPart(href);
    if (last === null || last === '')
      throw unexpected(response, name, 'an address that is not encoded as it should be');
    const namesOf = (prop: (typeof stats)[number]['prop']): Record<string, unknown> => (prop === '' ? {} : prop);
    const found = stats.filter((each) => / 2\d\d /.test(`${each.status} `));
    const isMissing = status !== undefined && !/ 2\d\d /.test(`${status} `);
    return {
      name: last,
      found: isMissing ? null : Object.fromEntries(found.flatMap(({ prop }) => Object.entries(namesOf(prop)))),
      refused: stats.filter((each) => !found.includes(each)).flatMap(({ prop }) => Object.keys(namesOf(prop))),
    };
  });
};
