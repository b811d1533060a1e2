import type { Call } from '@passerelle/connector-kit';
import type { Session } from '../session.ts';
import { sendRequest, statusError } from './request.ts';

/** Address of something among the files that the service account sees; `path` begins with a slash. */
const address = (session: Session, path: string): string =>
  `/remote.php/dav/files/${encodeURIComponent(session.config.credentials.user)}` +
  path.split('/').map(encodeURIComponent).join('/');

/** `there`: something of that name is there already (405), whatever is in it. */
export const makeFolderAt = async (session: Session, call: Call, path: string): Promise<'done' | 'there'> => {
  const name = 'create folder';
  const response = await sendRequest(session, call, { name, method: 'MKCOL', path: address(session, path) });
  if (response.status === 405) return 'there';
  if (response.status !== 201) throw statusError(session, response, name);
  return 'done';
};

/** Never overwrites: `there` when a file of that name exists (412). */
export const writeNewDocument = async (
  session: Session,
  call: Call,
  path: string,
  text: string,
): Promise<'done' | 'there'> => {
  const name = 'write new document';
  const response = await sendRequest(session, call, {
    name,
    method: 'PUT',
    path: address(session, path),
    headers: { 'if-none-match': '*', 'content-type': 'text/markdown; charset=utf-8' },
    body: text,
  });
  if (response.status === 412) return 'there';
  if (response.status !== 201 && response.status !== 204) throw statusError(session, response, name);
  return 'done';
};
