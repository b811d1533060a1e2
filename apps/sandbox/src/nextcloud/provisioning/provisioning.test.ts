import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ADMIN, SERVICE, asService, field, keysOf, session } from '../test-session.ts';

const PASSWORD = 'a-long-enough-password';

describe('creating people (facts §2)', () => {
  it('takes every field in one call and reads them back', async () => {
    const { ocs, group } = await session();
    await group('cop-a');
    const made = await ocs('POST', '/cloud/users', {
      userid: 'alice', password: PASSWORD, displayName: 'Alice Ł', email: ' Alice@Example.ORG ', quota: '1 GB', language: 'pl', groups: ['cop-a'],
    }); // prettier-ignore
    expect(made).toMatchObject({ http: 200, data: { id: 'alice' } });
    expect((await ocs('GET', '/cloud/users/ALICE')).data).toMatchObject({
      id: 'alice', enabled: true, backend: 'Database', displayname: 'Alice Ł', email: 'alice@example.org', language: 'pl', groups: ['cop-a'],
      quota: { quota: 1024 ** 3 }, backendCapabilities: { setDisplayName: true },
    }); // prettier-ignore
  });

  it.each([
    [{ userid: 'ADMIN', password: PASSWORD }, 102],
    [{ userid: 'é', password: PASSWORD }, 101],
    [{ userid: 'a:b', password: PASSWORD }, 101],
    [{ userid: 'a/b', password: PASSWORD }, 101],
    [{ userid: 'x'.repeat(65), password: PASSWORD }, 101],
    [{ userid: 'x', password: PASSWORD, groups: ['missing'] }, 104],
    [{ userid: 'x', password: PASSWORD, subadmin: ['missing'] }, 109],
    [{ userid: 'x', password: 'short' }, 107],
    [{ userid: 'x' }, 108],
    [{ userid: 'x', password: PASSWORD, displayName: 'x'.repeat(65) }, 101],
  ])('refuses %j with %i and makes nothing', async (body, code) => {
    const { ocs, server } = await session();
    const before = server.state.accounts.size;
    expect(await ocs('POST', '/cloud/users', body)).toMatchObject({ http: 400, code });
    expect(server.state.accounts.size).toBe(before);
  });

  it.each([{ quota: 'lots' }, { language: 'klingon' }])(
    'leaves half a person behind when %j is refused',
    async (bad) => {
      const { ocs, group } = await session();
      await group('cop-a');
      const body = {
        userid: 'x',
        password: PASSWORD,
        displayName: 'X',
        email: 'x@example.org',
        groups: ['cop-a'],
        ...bad,
      };
      expect(await ocs('POST', '/cloud/users', body)).toMatchObject({ http: 400, code: 101 });
      expect((await ocs('GET', '/cloud/users/x')).data).toMatchObject({
        displayname: 'X',
        email: null,
        groups: ['cop-a'],
      });
    },
  );

  it('does not look at the e-mail of a new person, unlike that of an edited one, and lets two share it', async () => {
    const { ocs } = await session();
    expect((await ocs('POST', '/cloud/users', { userid: 'x', email: 'nope' })).http).toBe(200);
    expect((await ocs('GET', '/cloud/users/x')).data).toMatchObject({ email: 'nope' });
    expect(await ocs('PUT', '/cloud/users/x', { key: 'email', value: 'nope' })).toMatchObject({ http: 400, code: 101 });
    expect((await ocs('POST', '/cloud/users', { userid: 'y', email: 'nope' })).http).toBe(200);
  });
});

describe('changing people (facts §2)', () => {
  it.each([
    ['quota', 'lots', 101],
    ['language', 'klingon', 101],
    ['displayname', 'x'.repeat(65), 101],
    ['password', 'short', 107],
    ['notify_email', 'other@example.org', 101],
    ['enabled', '0', 113],
    ['constructor', 'x', 113],
  ])('refuses %s = %s with %i', async (key, value, code) => {
    const { ocs, person } = await session();
    await person('alice');
    expect(await ocs('PUT', '/cloud/users/alice', { key, value })).toMatchObject({ http: 400, code });
  });

  it('changes one field', async () => {
    const { ocs, person } = await session();
    await person('alice');
    for (const [key, value] of [['display', 'Alice B'], ['quota', 'none'], ['role', 'nurse'], ['email', 'A@b.org']]) {
      expect((await ocs('PUT', '/cloud/users/alice', { key, value })).http).toBe(200);
    } // prettier-ignore
    const alice = (await ocs('GET', '/cloud/users/alice')).data;
    expect(alice).toMatchObject({ displayname: 'Alice B', role: 'nurse', email: 'a@b.org', quota: { quota: -3 } });
    expect(await ocs('PUT', '/cloud/users/nobody', { key: 'email', value: '' })).toMatchObject({
      http: 404,
      code: 998,
    });
  });

  it('disables and enables idempotently, keeping the groups, but never oneself', async () => {
    const { ocs, person, group } = await session();
    await group('cop-a');
    await person('alice', ['cop-a']);
    for (const act of ['disable', 'disable']) expect((await ocs('PUT', `/cloud/users/alice/${act}`)).http).toBe(200);
    expect((await ocs('GET', '/cloud/groups/cop-a/users')).data).toEqual({ users: ['alice'] });
    expect(field((await ocs('GET', '/cloud/users/disabled')).data, 'users', 'alice', 'enabled')).toBe(false);
    expect(await ocs('PUT', `/cloud/users/${ADMIN.login}/disable`)).toMatchObject({ http: 400, code: 101 });
    expect(await ocs('PUT', '/cloud/users/nobody/disable')).toMatchObject({ http: 400, code: 101 });
  });

  it('deletes once, and never oneself', async () => {
    const { ocs, person } = await session();
    await person('alice');
    expect((await ocs('DELETE', '/cloud/users/alice')).http).toBe(200);
    expect(await ocs('DELETE', '/cloud/users/alice')).toMatchObject({ http: 404, code: 998 });
    expect(await ocs('DELETE', `/cloud/users/${ADMIN.login}`)).toMatchObject({ http: 400, code: 101 });
  });
});

describe('lists of people (facts §2)', () => {
  it('pages completely and without doubles, and searches id, name and e-mail', async () => {
    const { ocs } = await session();
    for (let number = 1; number <= 7; number++) {
      await ocs('POST', '/cloud/users', { userid: `p${number}`, email: `p${number}@lyon.example` });
    }
    const seen: unknown[] = [];
    for (let offset = 0; ; offset += 3) {
      const page = field((await ocs('GET', `/cloud/users?limit=3&offset=${offset}`)).data, 'users');
      const users: unknown[] = Array.isArray(page) ? page : [];
      if (users.length === 0) break;
      seen.push(...users);
    }
    expect(seen).toEqual(['admin', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'svc']);
    const found = field((await ocs('GET', '/cloud/users/details?search=LYON&limit=100')).data, 'users');
    expect(keysOf(found)).toHaveLength(7);
  });

  it('can give more than the limit: each user backend pages by itself', async () => {
    const { ocs } = await session();
    for (const userId of ['a', 'b']) await ocs('POST', '/apps/user_oidc/api/v1/user', { providerId: 9, userId });
    expect(field((await ocs('GET', '/cloud/users?limit=2')).data, 'users')).toHaveLength(4);
  });
});

describe('groups (facts §2)', () => {
  it('distinguishes case and takes any character', async () => {
    const { ocs, group } = await session();
    for (const gid of ['Cop-A', 'cop-a', 'santé / lyon: & % ?']) await group(gid);
    const path = `/cloud/groups/${encodeURIComponent('santé / lyon: & % ?')}`;
    expect((await ocs('GET', `${path}/users`)).data).toEqual({ users: [] });
    expect((await ocs('DELETE', path)).http).toBe(200);
    expect(await ocs('POST', '/cloud/groups', { groupid: 'cop-a' })).toMatchObject({ http: 400, code: 102 });
    expect(await ocs('POST', '/cloud/groups', { groupid: '' })).toMatchObject({ http: 400, code: 101 });
  });

  it('stores a long id as a hash without saying so', async () => {
    const { ocs } = await session();
    const long = 'x'.repeat(65);
    expect(await ocs('POST', '/cloud/groups', { groupid: long })).toMatchObject({ http: 200, data: [] });
    expect((await ocs('GET', `/cloud/groups/${long}/users`)).http).toBe(404);
    const hash = createHash('sha256').update(long).digest('hex');
    const details = await ocs('GET', `/cloud/groups/details?search=${hash}`);
    expect(details.data).toMatchObject({ groups: [{ id: hash, displayname: long, usercount: 0 }] });
  });

  it('renames by displayname only; another key is a server error', async () => {
    const { ocs, group } = await session();
    await group('cop-a');
    expect((await ocs('PUT', '/cloud/groups/cop-a', { key: 'displayname', value: 'Communauté A' })).http).toBe(200);
    expect(await ocs('PUT', '/cloud/groups/cop-a', { key: 'name', value: 'x' })).toMatchObject({
      http: 500,
      code: 999,
    });
    const missing = await ocs('PUT', '/cloud/groups/none', { key: 'displayname', value: 'x' });
    expect(missing).toMatchObject({ http: 404, code: 998 });
  });

  it('does not delete a missing group or admin', async () => {
    const { ocs } = await session();
    expect(await ocs('DELETE', '/cloud/groups/none')).toMatchObject({ http: 400, code: 101 });
    expect(await ocs('DELETE', '/cloud/groups/admin')).toMatchObject({ http: 400, code: 102 });
  });
});

describe('memberships (facts §2)', () => {
  it('adds and removes idempotently, by query or body', async () => {
    const { ocs, person, group } = await session();
    await group('cop-a');
    await person('alice');
    for (let time = 1; time <= 2; time++) {
      expect((await ocs('POST', '/cloud/users/Alice/groups', { groupid: 'cop-a' })).http).toBe(200);
    }
    expect((await ocs('GET', '/cloud/users/alice/groups')).data).toEqual({ groups: ['cop-a'] });
    expect((await ocs('DELETE', '/cloud/users/alice/groups?groupid=cop-a')).http).toBe(200);
    expect((await ocs('DELETE', '/cloud/users/alice/groups', { groupid: 'cop-a' })).http).toBe(200);
    expect((await ocs('GET', '/cloud/groups/cop-a/users')).data).toEqual({ users: [] });
  });

  it.each([
    ['alice', '', 101],
    ['alice', 'none', 102],
    ['nobody', 'cop-a', 103],
  ])('refuses %s in "%s" with %i', async (uid, groupid, code) => {
    const { ocs, person, group } = await session();
    await group('cop-a');
    await person('alice');
    expect(await ocs('POST', `/cloud/users/${uid}/groups`, { groupid })).toMatchObject({ http: 400, code });
    if (code !== 101) {
      expect(await ocs('DELETE', `/cloud/users/${uid}/groups`, { groupid })).toMatchObject({ http: 400, code });
    }
  });

  it('makes sub-admins idempotently, but unmakes them only once', async () => {
    const { ocs, person, group } = await session();
    await group('cop-a');
    const alice = await person('alice');
    const path = '/cloud/users/alice/subadmins';
    for (let time = 1; time <= 2; time++) expect((await ocs('POST', path, { groupid: 'cop-a' })).http).toBe(200);
    expect((await ocs('GET', path)).data).toEqual(['cop-a']);
    expect((await ocs('GET', '/cloud/groups/cop-a/subadmins')).data).toEqual(['alice']);
    expect(await ocs('POST', path, { groupid: 'admin' })).toMatchObject({ code: 103 });
    // A sub-admin must name a group when creating, and cannot create groups.
    const made = await ocs('POST', '/cloud/users', { userid: 'x', password: PASSWORD }, alice);
    expect(made).toMatchObject({ http: 400, code: 106 });
    expect(await ocs('POST', '/cloud/groups', { groupid: 'x' }, alice)).toMatchObject({ http: 403 });
    expect((await ocs('DELETE', `${path}?groupid=cop-a`)).http).toBe(200);
    expect(await ocs('DELETE', `${path}?groupid=cop-a`)).toMatchObject({ http: 400, code: 102 });
  });
});

describe('a service account with delegated administration (facts §2)', () => {
  it('administers people and groups, but no administrator', async () => {
    const { ocs } = await session({ serviceAccount: { ...SERVICE, rights: 'delegated' } });
    expect((await ocs('POST', '/cloud/groups', { groupid: 'cop-a' }, asService)).http).toBe(200);
    const alice = { userid: 'alice', password: PASSWORD, groups: ['cop-a'] };
    expect((await ocs('POST', '/cloud/users', alice, asService)).http).toBe(200);
    expect((await ocs('PUT', '/cloud/users/alice/disable', undefined, asService)).http).toBe(200);
    const toAdmin = await ocs('POST', '/cloud/users/alice/groups', { groupid: 'admin' }, asService);
    expect(toAdmin).toMatchObject({ http: 400, code: 104 });
    for (const [method, path, body] of [
      ['PUT', '/cloud/users/admin', { key: 'email', value: 'x@y.org' }],
      ['PUT', '/cloud/users/admin/disable', undefined],
      ['DELETE', '/cloud/users/admin', undefined],
      ['GET', '/cloud/users/admin', undefined],
    ] as const) {
      expect((await ocs(method, path, body, asService)).http, `${method} ${path}`).toBe(404);
    }
    const preProvision = await ocs('POST', '/apps/user_oidc/api/v1/user', { providerId: 1, userId: 'x' }, asService);
    expect(preProvision).toMatchObject({ http: 403 });
  });
});
