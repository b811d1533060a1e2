import { describe, expect, it } from 'vitest';
import { SERVICE, asService, field, keysOf, session } from '../test-session.ts';

describe('team folders (facts §3)', () => {
  it('are made, renamed and removed; removing takes the contents and works once', async () => {
    const { folders } = await session();
    const made = await folders('POST', '', { mountpoint: 'CoP Santé' });
    expect(made).toMatchObject({
      http: 200,
      code: 100,
      data: { id: 1, mount_point: 'CoP Santé', quota: -3, acl: false, groups: [], group_details: [], manage: [] },
    });
    expect((await folders('PUT', '/1', { mountPoint: 'Santé' })).code).toBe(100);
    expect((await folders('POST', '/1/mountpoint', { mountpoint: 'Santé 2' })).code).toBe(100);
    expect((await folders('GET')).data).toMatchObject({ '1': { mount_point: 'Santé 2' } });
    expect(await folders('DELETE', '/1')).toMatchObject({ http: 200, data: { success: true } });
    expect((await folders('DELETE', '/1')).http).toBe(404);
    expect(await folders('GET', '/1')).toMatchObject({ http: 404, body: { message: 'Groupfolder not found' } });
  });

  it('refuse a name that is taken, take a blank one, and break without one', async () => {
    const { folders } = await session();
    await folders('POST', '', { mountpoint: 'A' });
    const again = await folders('POST', '', { mountpoint: 'A' });
    expect([again.http, again.body]).toEqual([400, { message: 'Mount point already exists' }]);
    expect((await folders('POST', '', { mountpoint: ' ' })).data).toMatchObject({ mount_point: '/' });
    const broken = await folders('POST', '', {});
    expect([broken.http, broken.body]).toEqual([500, undefined]);
  });

  it('give a group everything at first, refuse it twice, and ask nobody whether it exists', async () => {
    const { folders } = await session();
    await folders('POST', '', { mountpoint: 'A' });
    const given = await folders('POST', '/1/groups', { group: 'not a group' });
    expect(field(given.data, 'folder', 'groups')).toEqual({ 'not a group': 31 });
    const again = await folders('POST', '/1/groups', { group: 'not a group' });
    expect([again.http, again.body]).toEqual([400, { message: 'Group already assigned' }]);
    for (let time = 1; time <= 2; time++) expect((await folders('DELETE', '/1/groups/not%20a%20group')).http).toBe(200);
  });

  it('store any number as permissions, and do nothing in silence for a group that is not assigned', async () => {
    const { folders } = await session();
    await folders('POST', '', { mountpoint: 'A' });
    await folders('POST', '/1/groups', { group: 'g' });
    const odd = await folders('POST', '/1/groups/g', { permissions: 99 });
    expect(field(odd.data, 'folder', 'groups')).toEqual({ g: 99 });
    const other = await folders('POST', '/1/groups/other', { permissions: 1 });
    expect([other.http, field(other.data, 'folder', 'groups')]).toEqual([200, { g: 99 }]);
  });

  it('read "5 GB" as five bytes and then have no room', async () => {
    const { folders, group, person, dav } = await session();
    await group('g');
    await person('alice', ['g']);
    await folders('POST', '', { mountpoint: 'A' });
    await folders('POST', '/1/groups', { group: 'g' });
    const quota = await folders('POST', '/1/quota', { quota: '5 GB' });
    expect(field(quota.data, 'folder', 'quota')).toBe(5);
    expect((await dav('PUT', 'alice', '/A/x.txt', '123456')).http).toBe(507);
    await folders('POST', '/1/quota', { quota: -3 });
    expect((await dav('PUT', 'alice', '/A/x.txt', '123456')).http).toBe(201);
  });

  it('turn advanced permissions on, and ignore an unknown manager in silence', async () => {
    const { folders, group } = await session();
    await group('g');
    await folders('POST', '', { mountpoint: 'A' });
    expect(field((await folders('POST', '/1/acl', { acl: true })).data, 'folder', 'acl')).toBe(true);
    for (const mappingId of ['g', 'unknown']) {
      const answer = await folders('POST', '/1/manageACL', { mappingType: 'group', mappingId, manageAcl: true });
      expect([answer.http, field(answer.data, 'folder', 'manage')]).toEqual([
        200,
        [{ type: 'group', id: 'g', displayname: 'g' }],
      ]);
    }
    const off = await folders('POST', '/1/manageACL', { mappingType: 'group', mappingId: 'g', manageAcl: false });
    expect(field(off.data, 'folder', 'manage')).toEqual([]);
  });

  it('tell people without the right "403" under HTTP 200, and show them their own folders and groups only', async () => {
    const { folders, group, person } = await session();
    await group('g');
    const alice = await person('alice', ['g']);
    for (const mountpoint of ['A', 'B']) await folders('POST', '', { mountpoint });
    for (const name of ['g', 'other']) await folders('POST', '/1/groups', { group: name });
    const refused = await folders('POST', '', { mountpoint: 'C' }, alice);
    expect([refused.http, refused.code]).toEqual([200, 403]);
    const seen = await folders('GET', '', undefined, alice);
    expect(keysOf(seen.data)).toEqual(['1']);
    expect(field(seen.data, '1', 'groups')).toEqual({ g: 31 });
    expect((await folders('GET', '/2', undefined, alice)).http).toBe(404);
  });

  it('can be administered by a delegate, lose a deleted group, and refuse strangers in plain form', async () => {
    const { folders, group, ocs } = await session({ serviceAccount: { ...SERVICE, rights: 'delegated' } });
    await group('g');
    expect((await folders('POST', '', { mountpoint: 'A' }, asService)).code).toBe(100);
    expect((await folders('POST', '/1/groups', { group: 'g' }, asService)).code).toBe(100);
    await ocs('DELETE', '/cloud/groups/g');
    expect((await folders('GET', '/1', undefined, asService)).data).toMatchObject({ groups: [] });
    expect(await folders('GET', '', undefined, null)).toMatchObject({
      http: 401,
      body: { message: 'Current user is not logged in' },
    });
  });
});
