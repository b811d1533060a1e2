import { ConnectorError, expectShape, type Call } from '@passerelle/connector-kit';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { sendRequest, statusError, titled } from './request.ts';

/** A folder at the top of the service account's files. */
export interface OwnFolder {
  readonly fileId: number;
  readonly name: string;
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: true,
  isArray: (name) => name === 'response' || name === 'propstat',
});
const multistatus = z.object({
  multistatus: z.object({
    response: z.array(
      z.object({
        href: z.string(),
        propstat: z.array(
          z.object({
            status: z.string(),
            prop: z.object({ fileid: z.string().optional(), resourcetype: z.unknown().optional() }),
          }),
        ),
      }),
    ),
  }),
});
const home = (session: Session): string =>
  `/remote.php/dav/files/${encodeURIComponent(session.config.credentials.user)}`;
const address = (session: Session, name: string): string => `${home(session)}/${encodeURIComponent(name)}`;

/** The last part of an address, decoded; null for one that is not encoded as it should be. */
const nameOf = (href: string): string | null => {
  try {
    return decodeURIComponent(href.replace(/\/+$/, '').split('/').at(-1) ?? '');
  } catch {
    return null;
  }
};
const isFolder = (type: unknown): boolean => typeof type === 'object' && type !== null && 'collection' in type;

/** Folders at the top of the service account's files. */
export const readOwnFolders = async (session: Session, call: Call): Promise<OwnFolder[]> => {
  const name = 'list own folders';
  const response = await sendRequest(session, call, {
    name,
    method: 'PROPFIND',
    path: `${home(session)}/`,
    headers: { depth: '1', 'content-type': 'application/xml' },
    body: '<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:resourcetype/><oc:fileid/></d:prop></d:propfind>',
  });
  if (response.status !== 207) throw statusError(session, response, name);
  const unexpected = (): ConnectorError =>
    new ConnectorError({
      code: 'unexpected-answer',
      retry: 'backoff',
      scope: 'operation',
      request: titled(name),
      detail: 'not a WebDAV answer',
    });
  let tree: unknown;
  try {
    tree = parser.parse(response.text);
  } catch {
    throw unexpected();
  }
  const entries = expectShape(tree, response, titled(name), multistatus).multistatus.response;
  // The first entry is the home itself.
  return entries.slice(1).flatMap(({ href, propstat }) => {
    const found = propstat.find(({ status }) => status.includes(' 200 '))?.prop;
    const folder = nameOf(href);
    if (found?.fileid === undefined || !isFolder(found.resourcetype)) return [];
    if (folder === null || folder === '') throw unexpected();
    return [{ fileId: Number(found.fileid), name: folder }];
  });
};

/** `taken`: something of that name is there already (405). */
export const makeOwnFolder = async (session: Session, call: Call, folder: string): Promise<'done' | 'taken'> => {
  const name = 'create own folder';
  const response = await sendRequest(session, call, { name, method: 'MKCOL', path: address(session, folder) });
  if (response.status === 405) return 'taken';
  if (response.status !== 201) throw statusError(session, response, name);
  return 'done';
};

/** Members keep the name under which they see the folder. `taken`: the new name is in use (412). */
export const moveOwnFolder = async (
  session: Session,
  call: Call,
  from: string,
  to: string,
): Promise<'done' | 'taken'> => {
  const name = 'rename own folder';
  const response = await sendRequest(session, call, {
    name,
    method: 'MOVE',
    path: address(session, from),
    headers: { destination: `${session.config.url}${address(session, to)}`, overwrite: 'F' },
  });
  if (response.status === 412) return 'taken';
  if (response.status !== 201 && response.status !== 204) throw statusError(session, response, name);
  return 'done';
};
