import { describe, expect, it } from 'vitest';
import { KEY, field, handClock, session } from '../test-session.ts';

const NARROW = 'b'.repeat(64);
const OWN = 'c'.repeat(64);

describe('keys (facts §1, §8)', () => {
  it('refuses a wrong key with 403, but hides administrators’ routes behind 404', async () => {
    const { call } = await session();
    const key = 'wrong';
    const normal = await call('GET', '/groups.json', { key });
    expect([normal.status, field(normal.body, 'error_type')]).toEqual([403, 'invalid_access']);
    expect(normal.text).toContain('API username or key is invalid');
    const admin = await call('GET', '/admin/users/list/active.json', { key });
    expect([admin.status, field(admin.body, 'error_type')]).toEqual([404, 'not_found']);
    expect((await call('GET', '/session/scopes.json', { key })).status).toBe(403);
    expect((await call('GET', '/session/scopes.json')).body).toEqual({ scopes: [] });
  });

  it('takes no key from the address, and none without a user', async () => {
    const { call } = await session();
    const inQuery = `/groups/search.json?api_key=${KEY}&api_username=system`;
    expect((await call('GET', inQuery, { key: null, as: null })).status).toBe(403);
    expect((await call('GET', '/groups/search.json', { as: null })).status).toBe(403);
    expect((await call('GET', '/groups/search.json', { as: 'nobody' })).status).toBe(403);
    const byId = await call('GET', '/groups/search.json', { as: null, headers: { 'api-user-id': '1' } });
    expect([byId.status, byId.headers.get('x-discourse-username')]).toEqual([200, 'chief']);
  });

  it('lets a key with scopes do what they name, and a key of one person what that person may', async () => {
    const { call, group, server } = await session({
      apiKeys: [
        { key: KEY },
        { key: NARROW, scopes: ['groups:manage_groups', 'users:sync_sso'] },
        { key: OWN, username: 'chief' },
      ],
    });
    const id = await group('cop-a');
    const add = await call('PUT', `/groups/${id}/members.json`, { key: NARROW, body: { usernames: 'chief' } });
    expect(add.status).toBe(200);
    expect((await call('POST', '/categories.json', { key: NARROW, body: { name: 'X' } })).status).toBe(403);
    expect((await call('PUT', '/admin/users/1/unsuspend.json', { key: NARROW })).status).toBe(404);
    const scopes = await call('GET', '/session/scopes.json', { key: NARROW });
    expect(scopes.body).toMatchObject({ scopes: [{ resource: 'groups', key: 'manage_groups' }, { key: 'sync_sso' }] });
    expect((await call('GET', '/groups.json', { key: OWN, as: 'system' })).status).toBe(403);
    expect((await call('GET', '/groups.json', { key: OWN, as: 'chief' })).status).toBe(200);
    expect(server.log.entries.at(-1)?.kind).toBe('GET /groups');
  });

  it('does not start with a scope that Discourse does not have', async () => {
    await expect(session({ apiKeys: [{ key: KEY, scopes: ['categories:create'] }] })).rejects.toThrow(
      'categories:create',
    );
  });

  it('acts for nobody who is suspended', async () => {
    const { api, person } = await session();
    const id = await person('alice');
    await api('PUT', `/admin/users/${id}/suspend`, { suspend_until: '2099-01-01', reason: 'left' });
    expect((await api('GET', '/latest', undefined, 'alice')).status).toBe(403);
  });
});

describe('rations (facts §1)', () => {
  it('answers the 61st call of a minute 429, for all keys together, and does not count refused calls', async () => {
    const clock = handClock();
    const { call } = await session({
      now: clock.now,
      limits: { adminApiPerMinute: 60 },
      apiKeys: [{ key: KEY }, { key: OWN, username: 'chief' }],
    });
    for (let made = 0; made < 30; made++) await call('GET', '/session/scopes.json');
    clock.advance(35);
    for (let made = 0; made < 30; made++) {
      expect((await call('GET', '/session/scopes.json', { key: OWN, as: 'chief' })).status).toBe(200);
    }
    for (let made = 0; made < 5; made++) {
      const refused = await call('GET', '/session/scopes.json');
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '25']);
      expect(refused.headers.get('discourse-rate-limit-error-code')).toBe('admin_api_key_rate_limit');
      expect(refused.body).toMatchObject({
        error_type: 'rate_limit',
        extras: { wait_seconds: 25, time_left: '25 seconds' },
      });
    }
    expect((await call('GET', '/groups.json', { key: 'wrong' })).status).toBe(403);
    clock.advance(25);
    expect((await call('GET', '/session/scopes.json')).status).toBe(200);
  });

  it('limits an address in plain text, refused calls included, when asked to', async () => {
    const clock = handClock();
    const { call } = await session({ now: clock.now, limits: { perAddress: true } });
    for (let made = 0; made < 50; made++) await call('GET', '/srv/status', { key: null, as: null });
    const refused = await call('GET', '/session/scopes.json');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'text/plain; charset=utf-8']);
    expect(refused.text).toContain('Error code: ip_10_secs_limit.');
    clock.advance(9);
    expect((await call('GET', '/session/scopes.json')).status).toBe(429);
  });

  it('refuses writes in read-only mode', async () => {
    const { api, server } = await session();
    server.limits.readOnly = true;
    const refused = await api('POST', '/admin/groups', { group: { name: 'cop-a' } });
    expect([refused.status, field(refused.body, 'error_type')]).toEqual([503, 'read_only']);
    expect((await api('GET', '/groups')).status).toBe(200);
  });
});

describe('forms of calls and answers (facts §1)', () => {
  it('takes JSON, forms and multipart, nested by brackets', async () => {
    const { call, server } = await session();
    const form = { 'group[name]': 'cop-a', 'group[full_name]': 'CoP A' };
    expect((await call('POST', '/admin/groups.json', { form })).status).toBe(200);
    const multipart = new FormData();
    multipart.set('group[name]', 'cop-b');
    const headers = { 'api-key': KEY, 'api-username': 'system' };
    const response = await fetch(`${server.url}/admin/groups.json`, { method: 'POST', headers, body: multipart });
    expect(response.status).toBe(200);
    const permissions = { name: 'CoP A', 'permissions[cop-a]': '1', 'permissions[cop-b]': '3' };
    const made = await call('POST', '/categories.json', { form: permissions });
    expect(field(made.body, 'category', 'group_permissions')).toMatchObject([
      { group_name: 'cop-a', permission_type: 1 },
      { group_name: 'cop-b', permission_type: 3 },
    ]);
    expect((await call('POST', '/admin/groups.json', { body: {} })).body).toMatchObject({
      errors: [expect.stringContaining('group')],
    });
  });

  it('gives a page to whoever does not ask for JSON, and says which controller answered', async () => {
    const { call } = await session();
    const page = await call('GET', '/groups');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const asked = await call('GET', '/groups', { headers: { accept: 'application/json' } });
    expect([field(asked.body, 'total_rows_groups'), asked.headers.get('x-discourse-route')]).toEqual([
      8,
      'groups/index',
    ]);
    expect((await call('GET', '/admin/users/1.json')).headers.get('x-discourse-route')).toBe('users/show');
  });

  it('says 501 to what it does not cover, instead of pretending', async () => {
    const { api } = await session();
    for (const [method, path, body] of [
      ['POST', '/admin/api/web_hooks', { web_hook: {} }],
      ['POST', '/invites', { email: 'x@example.org' }],
      ['POST', '/posts', { raw: 'Hello', archetype: 'private_message' }],
      ['POST', '/admin/groups', { group: { name: 'cop-a', associated_group_ids: [1] } }],
      ['POST', '/categories', { name: 'X', auto_close_hours: 3 }],
    ] as const) {
      expect([path, (await api(method, path, body)).status]).toEqual([path, 501]);
    }
  });
});
