import { describe, expect, it } from 'vitest';
import { field, numberAt, session } from '../test-session.ts';

const anonymous = { key: null, as: null } as const;

describe('categories (facts §5)', () => {
  it('are open to the world when they are made without permissions, sub-categories of closed ones too', async () => {
    const { api, call, group, category } = await session();
    await group('cop-a');
    const closed = await category('CoP A', { 'cop-a': 1 });
    const open = await api('POST', '/categories', { name: 'Inside', parent_category_id: closed });
    expect(open.body).toMatchObject({
      category: { read_restricted: false, group_permissions: [{ group_name: 'everyone' }] },
    });
    const show = (id: number) => call('GET', `/c/${id}/show.json`, anonymous);
    expect((await show(closed)).status).toBe(403);
    expect((await show(numberAt(open.body, 'category', 'id'))).status).toBe(200);
  });

  it('get their permissions replaced as a whole; none given changes nothing, everyone opens them', async () => {
    const { api, group, category } = await session();
    await group('cop-a');
    await group('cop-b');
    const id = await category('CoP A', { 'cop-a': 1, 'cop-b': 3 });
    const rows = async (permissions?: object): Promise<unknown> => {
      const body = { name: 'CoP A', ...(permissions === undefined ? {} : { permissions }) };
      return field((await api('PUT', `/categories/${id}`, body)).body, 'category', 'group_permissions');
    };
    expect(await rows()).toMatchObject([{ group_name: 'cop-a' }, { group_name: 'cop-b', permission_type: 3 }]);
    expect(await rows({})).toHaveLength(2);
    expect(await rows({ 'cop-b': 2 })).toMatchObject([{ group_name: 'cop-b', permission_type: 2 }]);
    expect(await rows({ everyone: 1, 'cop-a': 1 })).toMatchObject([{ group_name: 'everyone', permission_type: 1 }]);
  });

  it('keep their groups when those are renamed, and refuse names that they do not know', async () => {
    const { api, group, category } = await session();
    const id = await group('cop-a');
    const place = await category('CoP A', { 'cop-a': 1 });
    await api('PUT', `/groups/${id}`, { group: { name: 'cop-z' } });
    expect(field((await api('GET', `/c/${place}/show`)).body, 'category', 'group_permissions')).toMatchObject([
      { group_name: 'cop-z' },
    ]);
    const created = await api('POST', '/categories', { name: 'X', permissions: { 'COP-Z': 1 } });
    expect([created.status, created.body]).toEqual([422, { errors: ['unknown group'] }]);
    expect((await api('PUT', `/categories/${place}`, { name: 'CoP A', permissions: { none: 1 } })).status).toBe(500);
  });

  it('let no group into a sub-category that is not let into its parent', async () => {
    const { api, group, category } = await session();
    await group('cop-a');
    await group('cop-b');
    const parent = await category('CoP A', { 'cop-a': 1 });
    const inside = (permissions: object, name = 'Inside') =>
      api('POST', '/categories', { name, permissions, parent_category_id: parent });
    const refused = await inside({ 'cop-a': 1, 'cop-b': 1 });
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('cop-b')]);
    expect((await inside({ everyone: 1 })).status).toBe(422);
    const child = numberAt((await inside({ 'cop-a': 2 })).body, 'category', 'id');
    expect((await api('PUT', `/categories/${parent}`, { name: 'CoP A', permissions: { 'cop-b': 1 } })).status).toBe(
      422,
    );
    const deeper = await api('POST', '/categories', {
      name: 'Deeper',
      permissions: { 'cop-a': 1 },
      parent_category_id: child,
    });
    expect(deeper.status).toBe(422);
    const list = await api('GET', '/categories?include_subcategories=true');
    const found: unknown = field(list.body, 'category_list', 'categories');
    expect(Array.isArray(found) ? found.find((each: unknown) => field(each, 'id') === parent) : null).toMatchObject({
      subcategory_ids: [child],
      subcategory_list: [{ id: child }],
    });
  });

  it('take moderation groups only where the site has them, and drop them in silence elsewhere', async () => {
    const { api, group, server } = await session();
    const id = await group('care');
    const make = async (name: string): Promise<unknown> =>
      (await api('POST', '/categories', { name, moderating_group_ids: [id] })).body;
    expect(field(await make('One'), 'category', 'moderating_group_ids')).toBeUndefined();
    server.settings.enableCategoryGroupModeration = true;
    expect(field(await make('Two'), 'category', 'moderating_group_ids')).toEqual([id]);
  });

  it('have a name of their own, a topic about them, and stay while there is something in them', async () => {
    const { api, category, person } = await session();
    const id = await category('CoP A', { staff: 1 });
    expect((await api('POST', '/categories', { name: 'cop a' })).text).toContain('already been taken');
    expect((await api('POST', '/categories', { name: 'x'.repeat(51) })).status).toBe(422);
    expect((await api('GET', `/c/cop-a/${id}`)).body).toMatchObject({
      topic_list: { topics: [{ title: 'About the CoP A category' }] },
    });
    await person('alice');
    expect((await api('POST', '/categories', { name: 'Mine' }, 'alice')).status).toBe(403);
    const text = { title: 'A topic that is in the way', raw: 'With enough words in it to be taken.', category: id };
    const post = await api('POST', '/posts', text);
    expect((await api('DELETE', `/categories/${id}`)).status).toBe(403);
    await api('DELETE', `/t/${numberAt(post.body, 'topic_id')}`);
    expect((await api('DELETE', `/categories/${id}`)).body).toEqual({ success: 'OK' });
  });
});
