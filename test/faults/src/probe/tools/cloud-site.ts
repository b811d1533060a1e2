import type { Member } from '../tool-probe.ts';
import { expectDone, fieldOf, type Told } from '../outcome.ts';

/** A Nextcloud as its members use it: each with a login and a password of their own. */
export interface CloudSite {
  /** Name of a team folder, as it hangs among a member's files: by its native id, `12` or `pads:12`. */
  folderName(native: string): Promise<string>;
  /** The member's id there. */
  uidOf(member: Member): string;
  as(
    member: Member,
    method: string,
    path: string,
    body?: Body,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Told>;
}
type Body = string | object;

export interface CloudAccess {
  readonly url: string;
  /** Sets members' passwords: they log in through the institution, and a probe cannot. */
  readonly administrator: { readonly login: string; readonly password: string };
  readonly uidOf: (member: Member) => string;
}

const passwordOf = (uid: string): string => `A long enough password, 1 for ${uid}!`;

export function cloudSite({ url, administrator, uidOf }: CloudAccess): CloudSite {
  const send = async (
    [login, password]: readonly [string, string],
    method: string,
    path: string,
    body?: Body,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Told> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`,
        'ocs-apirequest': 'true',
        accept: 'application/json',
        ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'object' ? JSON.stringify(body) : body }),
    });
    return { status: response.status, text: await response.text() };
  };
  const ready = new Map<string, Promise<string>>();
  const prepared = async (uid: string): Promise<string> => {
    const password = passwordOf(uid);
    const asAdministrator = [administrator.login, administrator.password] as const;
    const json = { key: 'password', value: password };
    expectDone(await send(asAdministrator, 'PUT', `/ocs/v2.php/cloud/users/${uid}`, json), `a password for ${uid}`);
    return password;
  };
  return {
    async folderName(native) {
      const asAdministrator = [administrator.login, administrator.password] as const;
      const path = `/index.php/apps/groupfolders/folders/${native.split(':').at(-1) ?? ''}`;
      return String(ocsField(expectDone(await send(asAdministrator, 'GET', path), 'a team folder'), 'mount_point'));
    },
    uidOf,
    async as(member, method, path, body, headers) {
      const uid = uidOf(member);
      const password = ready.get(uid) ?? prepared(uid);
      ready.set(uid, password);
      return send([uid, await password], method, path, body, headers);
    },
  };
}

/** A path below the member's own files. */
export const filePath = (uid: string, path: string): string =>
  `/remote.php/dav/files/${encodeURIComponent(uid)}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** A field of an answer in the form of OCS. @throws Error where it is not there */
export const ocsField = (told: Told, ...path: readonly (string | number)[]): unknown =>
  fieldOf(told, 'ocs', 'data', ...path);
