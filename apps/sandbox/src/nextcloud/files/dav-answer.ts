import type { Response } from 'express';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A refusal in the form of sabre/dav. */
export class DavRefusal extends Error {
  readonly status: number;
  readonly exception: string;
  constructor(status: number, exception: string, message = '') {
    super(message);
    this.status = status;
    this.exception = exception;
  }
}

export const notFound = (): DavRefusal => new DavRefusal(404, 'Sabre\\DAV\\Exception\\NotFound', 'File not found');
export const forbidden = (): DavRefusal => new DavRefusal(403, 'Sabre\\DAV\\Exception\\Forbidden');

export const sendDavError = (res: Response, refusal: DavRefusal): void => {
  res
    .status(refusal.status)
    .type('application/xml')
    .send(
      `<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">` +
        `<s:exception>${escaped(refusal.exception)}</s:exception><s:message>${escaped(refusal.message)}</s:message></d:error>`,
    );
};

/** One entry of a multistatus answer; values are XML already. */
export interface DavEntry {
  readonly href: string;
  readonly properties: Readonly<Record<string, string>>;
}

export const sendMultiStatus = (res: Response, entries: readonly DavEntry[]): void => {
  const responses = entries.map(({ href, properties }) => {
    const inside = Object.entries(properties).map(([name, value]) => `<${name}>${value}</${name}>`);
    return (
      `<d:response><d:href>${escaped(href)}</d:href><d:propstat><d:prop>${inside.join('')}</d:prop>` +
      `<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`
    );
  });
  res
    .status(207)
    .type('application/xml')
    .send(
      `<?xml version="1.0"?>\n<d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" ` +
        `xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">${responses.join('')}</d:multistatus>`,
    );
};

export const xmlText = escaped;
