import { describe, expect, it } from 'vitest';
import { ADMIN, field, handClock, secretOf, session, type Session } from '../test-session.ts';

const permissionsIn = (multistatus: string, name: string): string | undefined => {
  const entry = multistatus.split('<d:response>').find((part) => part.includes(`/${name}/</d:href>`));
  return /<oc:permissions>([^<]*)</.exec(entry ?? '')?.[1];
};

/** A folder with one group that may do everything, one that may write but not share, one that may read. */
const teamFolder = async (given: Session): Promise<void> => {
  await given.folders('POST', '', { mountpoint: 'Team' });
  for (const [gid, permissions] of [['manage', 31], ['write', 15], ['read', 1]] as const) {
    await given.group(gid);
    await given.folders('POST', '/1/groups', { group: gid });
    await given.folders('POST', `/1/groups/${gid}`, { permissions });
    await given.person(`may-${gid}`, [gid]);
  } // prettier-ignore
};

describe('what members may do in a team folder (facts §3)', () => {
  it('lets readers read and nothing else', async () => {
    const given = await session();
    await teamFolder(given);
    const { dav } = given;
    expect((await dav('PUT', 'may-manage', '/Team/x.txt', 'hello')).http).toBe(201);
    expect((await dav('GET', 'may-read', '/Team/x.txt')).text).toBe('hello');
    for (const [method, path] of [['PUT', '/Team/x.txt'], ['PUT', '/Team/new.txt'], ['DELETE', '/Team/x.txt'], ['MKCOL', '/Team/sub']] as const) {
      expect((await dav(method, 'may-read', path, method === 'PUT' ? 'x' : undefined)).http, method).toBe(403);
    } // prettier-ignore
  });

  it('lets writers write and delete, but not share on', async () => {
    const given = await session();
    await teamFolder(given);
    const { dav, ocs } = given;
    expect((await dav('MKCOL', 'may-write', '/Team/sub')).http).toBe(201);
    expect((await dav('MKCOL', 'may-write', '/Team/sub')).http).toBe(405);
    expect((await dav('PUT', 'may-write', '/Team/sub/x.txt', 'x')).http).toBe(201);
    expect((await dav('PUT', 'may-write', '/Team/sub/x.txt', 'y')).http).toBe(204);
    const share = { path: '/Team/sub', shareType: 1, shareWith: 'read' };
    const shares = '/apps/files_sharing/api/v1/shares';
    expect((await ocs('POST', shares, share, secretOf('may-write'))).http).toBe(404);
    expect((await ocs('POST', shares, share, secretOf('may-manage'))).http).toBe(200);
    expect((await dav('DELETE', 'may-write', '/Team/sub')).http).toBe(204);
    expect((await dav('DELETE', 'may-write', '/Team/sub')).http).toBe(404);
  });

  it('adds up what several groups give, at once', async () => {
    const given = await session();
    await teamFolder(given);
    const { dav, ocs } = given;
    expect((await dav('PUT', 'may-read', '/Team/x.txt', 'x')).http).toBe(403);
    await ocs('POST', '/cloud/users/may-read/groups', { groupid: 'write' });
    expect((await dav('PUT', 'may-read', '/Team/x.txt', 'x')).http).toBe(201);
    await ocs('DELETE', '/cloud/users/may-read/groups?groupid=write');
    expect((await dav('PUT', 'may-read', '/Team/x.txt', 'x')).http).toBe(403);
  });

  it('hides it from everybody else, administrators included', async () => {
    const given = await session();
    await teamFolder(given);
    await given.person('outsider');
    for (const login of ['outsider', ADMIN.login]) {
      expect((await given.dav('PROPFIND', login, '/Team')).http, login).toBe(404);
      expect((await given.dav('PROPFIND', login, '/')).text).not.toContain('Team');
    }
  });

  it('shows each person their own letters', async () => {
    const given = await session();
    await teamFolder(given);
    const seen = async (login: string) =>
      permissionsIn((await given.dav('PROPFIND', login, '/', undefined, { depth: '1' })).text, 'Team');
    expect([await seen('may-read'), await seen('may-write'), await seen('may-manage')]).toEqual([
      'MG',
      'MGDNVCK',
      'RMGDNVCK',
    ]);
  });

  it('cannot be deleted by a member, and nobody sees another person’s files', async () => {
    const given = await session();
    await teamFolder(given);
    expect((await given.dav('DELETE', 'may-manage', '/Team')).http).toBe(403);
    const foreign = await given.call('PROPFIND', '/remote.php/dav/files/may-read/');
    expect(foreign.http).toBe(404);
    expect((await given.call('PROPFIND', '/remote.php/dav/files/admin/', { as: null })).http).toBe(401);
  });
});

const SHARES = '/apps/files_sharing/api/v1/shares';

describe('core shares, where team folders are missing (facts §4)', () => {
  const folderOfAdmin = async () => {
    const given = await session({ apps: ['files_sharing'] });
    await given.group('g');
    await given.person('alice', ['g']);
    expect((await given.dav('MKCOL', ADMIN.login, '/X')).http).toBe(201);
    expect((await given.dav('MKCOL', ADMIN.login, '/X')).http).toBe(405);
    return given;
  };
  const toGroup = (permissions: number) => ({ path: '/X', shareType: 1, shareWith: 'g', permissions });

  it('appear at the members’ root with the given permissions; repeating gives the same share', async () => {
    const { ocs, dav } = await folderOfAdmin();
    const made = await ocs('POST', SHARES, toGroup(1));
    expect(made).toMatchObject({
      http: 200,
      data: { id: '1', permissions: 1, share_with: 'g', path: '/X', file_target: '/X' },
    });
    expect((await ocs('POST', SHARES, toGroup(1))).data).toMatchObject({ id: '1' });
    expect(permissionsIn((await dav('PROPFIND', 'alice', '/')).text, 'X')).toBe('SMG');
    expect((await dav('PUT', 'alice', '/X/a.txt', 'x')).http).toBe(403);
    expect((await ocs('PUT', `${SHARES}/1`, { permissions: 15 })).data).toMatchObject({ permissions: 15 });
    expect((await dav('PUT', 'alice', '/X/a.txt', 'x')).http).toBe(201);
    expect((await ocs('GET', `${SHARES}?path=/X&reshares=true`)).data).toMatchObject([{ id: '1' }]);
    expect((await ocs('PUT', `${SHARES}/9`, { permissions: 1 })).http).toBe(404);
  });

  it.each([
    [{ ...toGroup(1), shareWith: 'nobody' }, 404],
    [{ ...toGroup(1), path: '/nothing' }, 404],
    [toGroup(99), 403],
    [{ ...toGroup(1), shareType: 55 }, 400],
  ])('refuse %j with %i', async (body, http) => {
    const { ocs, server } = await folderOfAdmin();
    expect((await ocs('POST', SHARES, body)).http).toBe(http);
    expect(server.state.shares.size).toBe(0);
  });

  it('end for everybody when the owner deletes them, for one person when a member does, with their group otherwise', async () => {
    const { ocs, dav, person } = await folderOfAdmin();
    const bob = await person('bob', ['g']);
    await ocs('POST', SHARES, toGroup(1));
    expect((await ocs('DELETE', `${SHARES}/1`, undefined, bob)).http).toBe(200);
    expect((await dav('PROPFIND', 'bob', '/X')).http).toBe(404);
    expect((await dav('PROPFIND', 'alice', '/X')).http).toBe(207);
    expect((await ocs('DELETE', `${SHARES}/1`)).http).toBe(200);
    expect((await ocs('DELETE', `${SHARES}/1`)).http).toBe(404);
    await ocs('POST', SHARES, toGroup(1));
    await ocs('DELETE', '/cloud/groups/g');
    expect((await ocs('GET', SHARES)).data).toEqual([]);
  });

  it('are rationed: twenty in ten minutes, changes and ends not counted', async () => {
    const clock = handClock();
    const { ocs, dav, group } = await session({ now: clock.now });
    await group('g');
    await dav('MKCOL', ADMIN.login, '/X');
    for (let count = 1; count <= 20; count++) expect((await ocs('POST', SHARES, toGroup(1))).http).toBe(200);
    const refused = await ocs('POST', SHARES, toGroup(1));
    expect([refused.http, refused.text]).toEqual([429, '']);
    expect((await ocs('PUT', `${SHARES}/1`, { permissions: 15 })).http).toBe(200);
    clock.advance(601);
    expect((await ocs('POST', SHARES, toGroup(1))).http).toBe(200);
    expect(field((await ocs('GET', `${SHARES}/1`)).data, '0', 'permissions')).toBe(15);
  });
});
