import { randomBytes } from 'node:crypto';
import type { HttpClient, HttpRequest } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import type { NextcloudConfig } from '@passerelle/connector-nextcloud';

const ocs = '/ocs/v2.php/cloud';
const folders = '/index.php/apps/groupfolders/folders';
/** What stands at this place of an answer; undefined when there is nothing. */
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
const dataOf = (answer: unknown, ...path: readonly string[]): unknown => at(answer, 'ocs', 'data', ...path);
const entriesOf = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];
const encoded = encodeURIComponent;

/** What an administrator would do on the web pages: things that are not Passerelle's, and the cleaning up. */
export const nextcloudByHand = (http: HttpClient, { url, credentials }: NextcloudConfig) => {
  const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const send = async (method: HttpRequest['method'], path: string, json?: unknown): Promise<unknown> => {
    const response = await http.send(
      {
        name: `by hand: ${method}`,
        method,
        url: `${url}${path}`,
        headers: {
          authorization,
          'ocs-apirequest': 'true',
          accept: 'application/json',
          'content-type': 'application/json',
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      },
      testCall(),
    );
    // What is to be removed and is not there needs no removing.
    const isGone = method === 'DELETE' && response.status === 404;
    if (response.status >= 400 && !isGone) {
      throw new Error(`${method} ${path.split('?')[0] ?? ''} answered ${response.status}`);
    }
    const body: unknown = response.text === '' ? null : JSON.parse(response.text);
    return body;
  };
  const hasTeamFolders = async (): Promise<boolean> =>
    dataOf(await send('GET', `${ocs}/capabilities`), 'capabilities', 'groupfolders') !== undefined;
  /** Goes on after a failure, so that as little as possible stays behind; tells all of them at the end. */
  const removeEach = async (paths: readonly string[]): Promise<readonly string[]> => {
    const left: string[] = [];
    for (const path of paths) {
      const gone = await send('DELETE', path).then(
        () => true,
        () => false,
      );
      if (!gone) left.push(path);
    }
    return left;
  };
  return {
    hasTeamFolders,
    createGroup: (name: string) => send('POST', `${ocs}/groups`, { groupid: name, displayname: 'Somebody else' }),
    createUser: (uid: string) =>
      send('POST', `${ocs}/users`, { userid: uid, password: `${randomBytes(24).toString('base64url')}aA1!` }),
    async addMember(group: string, account: string): Promise<void> {
      await send('POST', `${ocs}/users/${encoded(account)}/groups`, { groupid: group });
    },
    createFolder: async (name: string): Promise<string> => {
      const id = dataOf(await send('POST', folders, { mountpoint: name }), 'id');
      if (typeof id !== 'number') throw new Error('the new folder has no number');
      return String(id);
    },
    grant: async (space: string, group: string): Promise<void> => {
      await send('POST', `${folders}/${space}/groups`, { group });
    },
    /** Folders first, so that no folder is left without a group. Only what begins with this run's own prefix goes. */
    async removeAll(prefix: string, people: readonly string[]): Promise<void> {
      const isOurs = (name: unknown): name is string => typeof name === 'string' && name.startsWith(prefix);
      const left: string[] = [];
      if (await hasTeamFolders()) {
        const ours = entriesOf(dataOf(await send('GET', folders))).filter((folder) =>
          isOurs(at(folder, 'mount_point')),
        );
        left.push(...(await removeEach(ours.map((folder) => `${folders}/${String(at(folder, 'id'))}`))));
      }
      left.push(...(await removeEach(people.map((uid) => `${ocs}/users/${encoded(uid)}`))));
      const groups = entriesOf(dataOf(await send('GET', `${ocs}/groups?search=${encoded(prefix)}`), 'groups'));
      left.push(...(await removeEach(groups.filter(isOurs).map((gid) => `${ocs}/groups/${encoded(gid)}`))));
      if (left.length > 0) throw new Error(`left behind, please remove by hand: ${left.join(', ')}`);
    },
  };
};
