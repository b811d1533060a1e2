import type { Response } from 'express';
import { xmlText } from '../files/dav-answer.ts';
import { namespaces } from './namespaces.ts';

/** One thing told in a multistatus answer; null: there is no such thing. Values are XML already, by Clark name. */
export interface DavItem {
  readonly href: string;
  readonly found: ReadonlyMap<string, string> | null;
  readonly missing: readonly string[];
}

const prefixes = new Map<string, string>(Object.entries(namespaces).map(([prefix, uri]) => [uri, prefix]));

const tagged = (name: string, content: string): string => {
  const end = name.indexOf('}');
  const [uri, local] = [name.slice(1, end), name.slice(end + 1)];
  const prefix = prefixes.get(uri);
  // Foreign namespaces get a prefix of their own, as sabre does it.
  const [open, close] = prefix === undefined ? [`x1:${local} xmlns:x1="${xmlText(uri)}"`, `x1:${local}`] : [`${prefix}:${local}`, `${prefix}:${local}`]; // prettier-ignore
  return content === '' ? `<${open}/>` : `<${open}>${content}</${close}>`;
};

const propstat = (status: string, properties: Iterable<readonly [string, string]>): string => {
  const inside = [...properties].map(([name, value]) => tagged(name, value)).join('');
  return inside === ''
    ? ''
    : `<d:propstat><d:prop>${inside}</d:prop><d:status>HTTP/1.1 ${status}</d:status></d:propstat>`;
};

const responseXml = ({ href, found, missing }: DavItem): string => {
  if (found === null)
    return `<d:response><d:href>${xmlText(href)}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>`;
  const absent = missing.map((name): [string, string] => [name, '']);
  return `<d:response><d:href>${xmlText(href)}</d:href>${propstat('200 OK', found)}${propstat('404 Not Found', absent)}</d:response>`;
};

export const sendItems = (res: Response, items: readonly DavItem[]): void => {
  const declared = Object.entries(namespaces).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  res
    .status(207)
    .type('application/xml; charset=utf-8')
    .send(
      `<?xml version="1.0"?>\n<d:multistatus${declared.join('')}>${items.map(responseXml).join('')}</d:multistatus>`,
    );
};
