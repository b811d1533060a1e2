import { describe, expect, it } from 'vitest';
import { field, session } from '../test-session.ts';

describe('groups (facts §4)', () => {
  it('have names as usernames have them, in the same namespace', async () => {
    const { api, person, group } = await session();
    await person('alice');
    await group('cop-a');
    const create = (name: string) => api('POST', '/admin/groups', { group: { name } });
    expect((await create('Alice')).body).toEqual({ errors: ['Name has already been taken'] });
    expect((await create('COP-A')).status).toBe(422);
    expect((await create('staff')).status).toBe(422);
    const long = await create('a'.repeat(21));
    expect([long.status, long.body]).toEqual([422, { errors: ['Name must be no more than 20 characters'] }]);
    const longer = await session({ settings: { maxUsernameLength: 60 } });
    expect(await longer.group('a'.repeat(60))).toBe(41);
  });

  it('drop unknown people at creation, need an owner for requests, and take in people by their domain', async () => {
    const { api, person } = await session();
    await person('alice');
    await person('bob');
    const more = { usernames: 'alice,nobody', allow_membership_requests: true };
    expect((await api('POST', '/admin/groups', { group: { name: 'cop-a', ...more } })).status).toBe(422);
    const made = await api('POST', '/admin/groups', { group: { name: 'cop-a', ...more, owner_usernames: 'bob' } });
    expect(made.body).toMatchObject({ basic_group: { user_count: 2 } });
    await api('POST', '/admin/groups', {
      group: { name: 'by-domain', automatic_membership_email_domains: 'example.org' },
    });
    await person('carol');
    expect((await api('GET', '/groups/by-domain')).body).toMatchObject({ group: { user_count: 4 } });
  });

  it('are listed 36 a page, from page 0, and all at once by the search', async () => {
    const { api, group } = await session();
    for (let made = 10; made < 45; made++) await group(`cop-${made}`);
    const first = await api('GET', '/groups?order=name&asc=true');
    expect(first.body).toMatchObject({ total_rows_groups: 43, load_more_groups: '/groups?page=1&order=name&asc=true' });
    expect(field(first.body, 'groups', 'length')).toBe(36);
    expect(field((await api('GET', '/groups?page=1')).body, 'groups', 'length')).toBe(7);
    expect(field((await api('GET', '/groups/search?ignore_automatic=true')).body, 'length')).toBe(35);
  });

  it('tell whoever comes in of categories; a change that leaves a list out asks what becomes of members who have it', async () => {
    const { api, call, group, category, person, server } = await session();
    const id = await group('cop-a');
    const place = await category('CoP A', { 'cop-a': 1 });
    const lists = { group: { watching_first_post_category_ids: [place] } };
    expect((await api('PUT', `/groups/${id}`, lists)).status).toBe(200);
    const alice = await person('alice');
    await api('PUT', `/groups/${id}/members`, { usernames: 'alice' });
    const seen = await call('GET', `/c/${place}/show.json`, { as: 'alice' });
    expect(seen.body).toMatchObject({ category: { notification_level: 4 } });
    expect((await api('GET', '/groups/cop-a')).body).toMatchObject({
      group: { watching_first_post_category_ids: [place], watching_category_ids: [] },
    });
    const label = { group: { full_name: 'CoP A' } };
    expect((await api('PUT', `/groups/${id}`, label)).body).toMatchObject({ user_count: 1 });
    expect((await api('PUT', `/groups/${id}`, { ...label, update_existing_users: 'false' })).status).toBe(200);
    expect(server.state.users.get(alice)?.categoryLevels).toEqual({ [place]: 4 });
    expect((await api('PUT', `/groups/${id}`, { ...label, update_existing_users: 'true' })).status).toBe(200);
    expect(server.state.users.get(alice)?.categoryLevels).toEqual({});
  });

  it('ask what becomes of members’ notifications before they change', async () => {
    const { api, group, person } = await session();
    const id = await group('cop-a');
    await person('alice', 'cop-a');
    const change = { group: { name: 'cop-a', default_notification_level: 1 } };
    expect((await api('PUT', `/groups/${id}`, change)).body).toMatchObject({ user_count: 1 });
    // The boolean is blank to Rails, as if nothing had been said.
    expect((await api('PUT', `/groups/${id}`, { ...change, update_existing_users: false })).status).toBe(422);
    expect((await api('PUT', `/groups/${id}`, { ...change, update_existing_users: 'false' })).status).toBe(200);
    expect((await api('POST', '/groups/cop-a/notifications', { notification_level: 3, user_id: 1 })).status).toBe(400);
  });

  it('go with their place in categories, which stay closed', async () => {
    const { api, group, category, person } = await session();
    const id = await group('cop-a');
    await person('alice', 'cop-a');
    const place = await category('CoP A', { 'cop-a': 1 });
    expect((await api('GET', `/c/${place}/show`, undefined, 'alice')).status).toBe(200);
    await api('DELETE', `/admin/groups/${id}`);
    expect((await api('GET', `/c/${place}/show`, undefined, 'alice')).status).toBe(403);
    expect((await api('DELETE', '/admin/groups/3')).status).toBe(422);
  });
});

describe('members (facts §4)', () => {
  it('are added in bulk: those in it already and unknown ones passed over, 422 when nobody is new', async () => {
    const { api, group, person } = await session();
    const id = await group('cop-a');
    await person('alice', 'cop-a');
    const bob = await person('bob');
    const added = await api('PUT', `/groups/${id}/members`, { usernames: 'alice,bob,nobody' });
    expect(added.body).toEqual({ success: 'OK', usernames: ['alice', 'bob'], emails: [] });
    const again = await api('PUT', `/groups/${id}/members`, { user_ids: String(bob) });
    expect([again.status, again.text]).toEqual([422, expect.stringContaining('already a member')]);
    expect((await api('PUT', `/groups/${id}/members`, { usernames: 'nobody' })).status).toBe(400);
    expect((await api('PUT', '/groups/3/members', { usernames: 'bob' })).status).toBe(403);
    expect((await api('PUT', '/groups/3/owners', { usernames: 'bob' })).text).toContain('automatic group');
    const strangers = await api('PUT', `/groups/${id}/members`, { emails: 'stranger@example.org' });
    expect([strangers.status, strangers.text]).toEqual([422, expect.stringContaining('DiscourseConnect')]);
  });

  it('are added a thousand at a time at most', async () => {
    const { api, group, server } = await session();
    const id = await group('cop-a');
    const chief = server.state.users.get(1);
    if (chief === undefined) throw new Error('the administrator is missing');
    for (let made = 101; made <= 1101; made++) {
      server.state.users.set(made, {
        ...chief,
        id: made,
        admin: false,
        username: `u${made}`,
        email: `u${made}@example.org`,
      });
    }
    server.changed();
    const ids = [...server.state.users.keys()].filter((each) => each > 100);
    const refused = await api('PUT', `/groups/${id}/members`, { user_ids: ids.join(',') });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('Maximum 1000')]);
    const added = await api('PUT', `/groups/${id}/members`, { user_ids: ids.slice(1).join(',') });
    expect(added.status).toBe(200);
    expect((await api('GET', '/groups/cop-a/members?limit=1000')).body).toMatchObject({ meta: { total: 1000 } });
  });

  it('are removed in bulk by body or query, those not in it skipped', async () => {
    const { api, group, person } = await session();
    const id = await group('cop-a');
    await person('alice', 'cop-a');
    await person('bob');
    const removed = await api('DELETE', `/groups/${id}/members`, { usernames: 'alice,bob,nobody' });
    expect(removed.body).toEqual({ success: 'OK', usernames: ['alice'], skipped_usernames: ['bob'] });
    expect((await api('DELETE', `/groups/${id}/members?usernames=alice`)).body).toMatchObject({
      skipped_usernames: ['alice'],
    });
    expect((await api('DELETE', `/groups/${id}/members?usernames=nobody`)).status).toBe(400);
  });

  it('are read in pages of at most a thousand, owners on each, without addresses', async () => {
    const { api, group, person } = await session();
    const id = await group('cop-a');
    for (const name of ['carol', 'alice', 'bob']) await person(name, 'cop-a');
    await api('PUT', `/groups/${id}/owners`, { usernames: 'carol' });
    const page = await api('GET', '/groups/COP-A/members?limit=2&offset=1&asc=true');
    expect(page.body).toMatchObject({
      members: [{ username: 'alice' }, { username: 'bob' }],
      owners: [{ username: 'carol' }],
      meta: { total: 3, limit: 2, offset: 1 },
    });
    expect(page.text).not.toMatch(/@|id-of/);
    expect((await api('GET', '/groups/cop-a/members?limit=1001')).status).toBe(400);
    await api('DELETE', `/admin/groups/${id}/owners`, { group: { usernames: 'carol' } });
    expect((await api('GET', '/groups/cop-a/members')).body).toMatchObject({ owners: [], meta: { limit: 50 } });
  });

  it('are shown to those whom the group lets see them, and changed by its owners', async () => {
    const { api, group, person } = await session();
    const id = await group('cop-a', { members_visibility_level: 2 });
    await person('alice', 'cop-a');
    await person('bob');
    expect((await api('GET', '/groups/cop-a/members', undefined, 'alice')).status).toBe(200);
    expect((await api('GET', '/groups/cop-a/members', undefined, 'bob')).status).toBe(403);
    expect((await api('PUT', `/groups/${id}/members`, { usernames: 'bob' }, 'alice')).status).toBe(403);
    await api('PUT', `/groups/${id}/owners`, { usernames: 'alice' });
    expect((await api('PUT', `/groups/${id}/members`, { usernames: 'bob' }, 'alice')).status).toBe(200);
  });
});
