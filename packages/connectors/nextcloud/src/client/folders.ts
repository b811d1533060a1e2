import {
  ConnectorError,
  expectShape,
  isHtml,
  parseJson,
  type Call,
  type HttpResponse,
} from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { phpMap } from './ocs.ts';
import { sendRequest, statusError, titled, type NextcloudRequest } from './request.ts';

const folderSchema = z.object({
  id: z.number(),
  mount_point: z.string(),
  groups: phpMap(z.number()),
  quota: z.number().default(-3),
  size: z.number().default(0),
  acl: z.boolean().default(false),
});
/** What the app calls unlimited. */
export const unlimited = -3;

export interface TeamFolder {
  readonly id: number;
  readonly mountPoint: string;
  /** Group id to permissions. */
  readonly groups: Readonly<Record<string, number>>;
  /** Bytes; -3 is unlimited. */
  readonly quota: number;
  /** Bytes in it. */
  readonly size: number;
  /** Advanced permissions are on: what a group may do here then depends on the path, too. */
  readonly acl: boolean;
}
const base = '/index.php/apps/groupfolders/folders';
const envelope = z.object({ ocs: z.object({ meta: z.object({ statuscode: z.number() }), data: z.unknown() }) });
const toFolder = (folder: z.infer<typeof folderSchema>): TeamFolder => ({
  id: folder.id,
  mountPoint: folder.mount_point,
  groups: folder.groups,
  quota: folder.quota,
  size: folder.size,
  acl: folder.acl,
});

type Answer =
  { readonly status: 'ok'; readonly data: unknown } | { readonly status: 'missing' } | { readonly status: 'refused' };

/**
 * This app lives outside OCS: success is code 100, lacking rights are HTTP 200 with code 403, other refusals are plain JSON with a real status
 * (facts §3). A 404 in HTML is the app missing, not the folder.
 */
const ask = async (session: Session, call: Call, request: NextcloudRequest): Promise<[Answer, HttpResponse]> => {
  const response = await sendRequest(session, call, request);
  const name = titled(request.name);
  if (response.status === 404 && !isHtml(response)) return [{ status: 'missing' }, response];
  if (response.status === 400 && !isHtml(response)) return [{ status: 'refused' }, response];
  if (response.status === 404) throw appMissing(name);
  if (response.status !== 200) throw statusError(session, response, request.name);
  const { meta, data } = expectShape(parseJson(response, name, session), response, name, envelope).ocs;
  if (meta.statuscode === 100 || meta.statuscode === 200) return [{ status: 'ok', data }, response];
  const forbidden = meta.statuscode === 403 || meta.statuscode === 997;
  const code = forbidden ? 'forbidden' : 'rejected';
  throw new ConnectorError({
    code,
    retry: 'never',
    scope: 'operation',
    request: name,
    detail: `OCS ${meta.statuscode}`,
  });
};

export const appMissing = (request: string): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request,
    detail: 'the app Team folders (groupfolders) is not there',
  });

const refused = (session: Session, response: HttpResponse, name: string): ConnectorError =>
  statusError(session, response, name);

/** All team folders with their groups: one call. */
export const readFolders = async (session: Session, call: Call): Promise<TeamFolder[]> => {
  const name = 'list team folders';
  const [answer, response] = await ask(session, call, { name, method: 'GET', path: base });
  if (answer.status !== 'ok')
    throw answer.status === 'missing' ? appMissing(titled(name)) : refused(session, response, name);
  const folders = expectShape(answer.data, response, titled(name), phpMap(folderSchema));
  return Object.values(folders).map(toFolder);
};

/** Null when there is no such folder. */
export const readFolder = async (session: Session, call: Call, id: number): Promise<TeamFolder | null> => {
  const name = 'read team folder';
  const [answer, response] = await ask(session, call, { name, method: 'GET', path: `${base}/${id}` });
  if (answer.status === 'missing') return null;
  if (answer.status === 'refused') throw refused(session, response, name);
  return toFolder(expectShape(answer.data, response, titled(name), folderSchema));
};

/** Null when refused: the mount point is taken, as far as the app lets on. */
export const createFolder = async (session: Session, call: Call, mountpoint: string): Promise<TeamFolder | null> => {
  const name = 'create team folder';
  const [answer, response] = await ask(session, call, { name, method: 'POST', path: base, json: { mountpoint } });
  if (answer.status === 'refused') return null;
  if (answer.status === 'missing') throw appMissing(titled(name));
  return toFolder(expectShape(answer.data, response, titled(name), folderSchema));
};

const change = async (session: Session, call: Call, request: NextcloudRequest): Promise<'done' | 'refused'> => {
  const [answer, response] = await ask(session, call, request);
  if (answer.status === 'missing') throw refused(session, response, request.name);
  return answer.status === 'ok' ? 'done' : 'refused';
};
const groupPath = (id: number, gid: string): string => `${base}/${id}/groups/${encodeURIComponent(gid)}`;

/** Refused: the group is assigned already. A new assignment begins with all permissions (31): set them right after it. */
export const assignGroup = (session: Session, call: Call, id: number, group: string): Promise<'done' | 'refused'> =>
  change(session, call, {
    name: 'assign group to team folder',
    method: 'POST',
    path: `${base}/${id}/groups`,
    json: { group },
  });

/** Not validated there, and without effect for a group that is not assigned: read back. */
export const setPermissions = (
  session: Session,
  call: Call,
  id: number,
  gid: string,
  permissions: number,
): Promise<'done' | 'refused'> =>
  change(session, call, {
    name: 'set team folder permissions',
    method: 'POST',
    path: groupPath(id, gid),
    json: { permissions },
  });

export const unassignGroup = (session: Session, call: Call, id: number, gid: string): Promise<'done' | 'refused'> =>
  change(session, call, { name: 'take group out of team folder', method: 'DELETE', path: groupPath(id, gid) });

/** Refused: another folder has that mount point. */
export const renameFolder = (
  session: Session,
  call: Call,
  id: number,
  mountpoint: string,
): Promise<'done' | 'refused'> =>
  change(session, call, {
    name: 'rename team folder',
    method: 'POST',
    path: `${base}/${id}/mountpoint`,
    json: { mountpoint },
  });

/** Bytes as a number: a text such as "5 GB" would be taken for 5 bytes there (facts §3). */
export const setQuota = (session: Session, call: Call, id: number, quota: number): Promise<'done' | 'refused'> =>
  change(session, call, {
    name: 'set team folder quota',
    method: 'POST',
    path: `${base}/${id}/quota`,
    json: { quota },
  });
