import { describe, expect, it } from 'vitest';
import { field, handClock, numberAt, session, type Session } from '../test-session.ts';

const raw = 'With enough words in it to be taken.';

/** A category in which each of three people may do more than the one before, and a moderator of it. */
const forum = async (options: Parameters<typeof session>[0] = {}) => {
  const given = await session({ ...options, settings: { enableCategoryGroupModeration: true, ...options.settings } });
  for (const name of ['readers', 'repliers', 'creators', 'care']) await given.group(name);
  const care = [...given.server.state.groups.values()].find(({ name }) => name === 'care')?.id;
  const permissions = { readers: 3, repliers: 2, creators: 1, care: 2 };
  const category = await given.category('CoP A', permissions, { moderating_group_ids: [care] });
  await given.person('reader', 'readers');
  await given.person('replier', 'repliers');
  await given.person('creator', 'creators');
  await given.person('carer', 'care');
  await given.person('stranger');
  const start = (as: string, more: object = {}) =>
    given.api('POST', '/posts', { title: 'A topic of the community', raw, category, ...more }, as);
  return { ...given, category, start };
};

const statusesOf = async (people: readonly string[], act: (as: string) => ReturnType<Session['api']>) => {
  const found: Record<string, number> = {};
  for (const as of people) found[as] = (await act(as)).status;
  return found;
};

describe('who may do what in a category (facts §5, §6)', () => {
  it('is decided by the best permission of one’s groups: 3 sees, 2 replies, 1 starts topics', async () => {
    const { api, start } = await forum();
    const people = ['reader', 'replier', 'creator', 'stranger', 'chief'];
    const topic = numberAt((await start('creator')).body, 'topic_id');
    expect(await statusesOf(people, (as) => start(as, { title: `A topic that ${as} starts` }))).toEqual({
      reader: 403,
      replier: 403,
      creator: 200,
      stranger: 403,
      chief: 200,
    });
    expect(await statusesOf(people, (as) => api('GET', `/t/${topic}`, undefined, as))).toEqual({
      reader: 200,
      replier: 200,
      creator: 200,
      stranger: 404,
      chief: 200,
    });
    const reply = (as: string) => api('POST', '/posts', { raw: `${raw} Says ${as}.`, topic_id: topic }, as);
    expect(await statusesOf(people, reply)).toEqual({
      reader: 422,
      replier: 200,
      creator: 200,
      stranger: 422,
      chief: 200,
    });
    const seen = await api('GET', '/latest', undefined, 'stranger');
    expect(seen.text).not.toContain('community');
  });

  it('lets the moderation group close, pin, edit and delete what others wrote, and nobody else', async () => {
    const { api, start } = await forum();
    const first = await start('creator');
    const topic = numberAt(first.body, 'topic_id');
    const people = ['reader', 'replier', 'carer'];
    const close = (as: string) => api('PUT', `/t/${topic}/status`, { status: 'closed', enabled: 'true' }, as);
    expect(await statusesOf(people, close)).toEqual({ reader: 403, replier: 403, carer: 200 });
    const late = await api('POST', '/posts', { raw, topic_id: topic }, 'replier');
    expect(late.status).toBe(422);
    const pin = { status: 'pinned', enabled: 'true', until: '2099-01-01' };
    expect((await api('PUT', `/t/${topic}/status`, pin, 'carer')).status).toBe(200);
    expect(
      (await api('PUT', `/t/${topic}/status`, { status: 'pinned_globally', enabled: 'true' }, 'carer')).status,
    ).toBe(403);
    expect((await api('GET', `/t/${topic}`, undefined, 'reader')).body).toMatchObject({ closed: true, pinned: true });
    const details = async (as: string): Promise<unknown> =>
      field((await api('GET', `/t/${topic}`, undefined, as)).body, 'details');
    expect(await details('carer')).toMatchObject({ can_moderate_category: true, can_close_topic: true });
    expect(await details('replier')).not.toHaveProperty('can_close_topic');
    const post = numberAt(first.body, 'id');
    expect((await api('DELETE', `/posts/${post}`, undefined, 'replier')).status).toBe(403);
    expect((await api('DELETE', `/posts/${post}`, undefined, 'carer')).status).toBe(200);
    expect((await api('GET', `/t/${topic}`, undefined, 'creator')).status).toBe(404);
  });

  it('gives a moderation group nothing where the site has no category moderation', async () => {
    const { api, start, server } = await forum();
    const topic = numberAt((await start('creator')).body, 'topic_id');
    server.settings.enableCategoryGroupModeration = false;
    expect((await api('PUT', `/t/${topic}/status`, { status: 'closed', enabled: 'true' }, 'carer')).status).toBe(403);
  });

  it('follows the membership at once, and silences those who are silenced', async () => {
    const { api, start, server } = await forum();
    const creators = [...server.state.groups.values()].find(({ name }) => name === 'creators')?.id ?? 0;
    await api('PUT', `/groups/${creators}/members`, { usernames: 'stranger' });
    const started = await start('stranger', { title: 'A topic of somebody new here' });
    expect(started.status).toBe(200);
    const id = numberAt(started.body, 'user_id');
    await api('PUT', `/admin/users/${id}/silence`, { silenced_till: '2099-01-01', reason: 'loud' });
    expect((await start('stranger', { title: 'Another topic of somebody' })).status).toBe(403);
  });
});

describe('posts through the API (facts §6)', () => {
  it('are checked as those of people are, unless staff say to skip that', async () => {
    const { start } = await forum();
    const refused = await start('creator', { title: 'Short', raw: 'Short' });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      action: 'create_post',
      errors: [expect.stringContaining('Title'), expect.stringContaining('Body')],
    });
    expect((await start('system', { title: 'Short', raw: 'Short', skip_validations: true })).status).toBe(200);
    expect((await start('creator', { title: 'Short', raw: 'Short', skip_validations: true })).status).toBe(422);
  });

  it('answer an identical one within two minutes as the first time, without a second topic', async () => {
    const clock = handClock();
    const { start, server } = await forum({ now: clock.now });
    const first = await start('creator');
    const count = server.state.topics.size;
    clock.advance(119);
    expect((await start('creator')).body).toEqual(first.body);
    expect(server.state.topics.size).toBe(count);
    clock.advance(2);
    expect((await start('creator')).text).toContain('already been used');
  });

  it('are found again by an external id of ours, which leads to the topic with 301', async () => {
    const { start, call } = await forum();
    const made = await start('creator', { external_id: 'cop-a-welcome' });
    const found = await call('GET', '/t/external_id/cop-a-welcome.json');
    expect(found.status).toBe(301);
    expect(found.headers.get('location')).toMatch(
      new RegExp(`/t/a-topic-of-the-community/${numberAt(made.body, 'topic_id')}\\.json$`),
    );
    const twice = await start('creator', { title: 'Another title for the same', external_id: 'cop-a-welcome' });
    expect(twice.status).toBe(422);
    expect((await start('creator', { title: 'Another title for the same', external_id: 'not valid' })).status).toBe(
      422,
    );
    expect((await call('GET', '/t/external_id/none.json')).status).toBe(404);
  });

  it('are listed 30 a page with what the caller may do', async () => {
    const { api, start, category } = await forum();
    for (let made = 10; made < 41; made++) await start('creator', { title: `A topic with number ${made}` });
    const page = await api('GET', `/c/cop-a/${category}/l/latest?page=1`, undefined, 'reader');
    // 31 topics and the one about the category.
    expect(field(page.body, 'topic_list', 'topics', 'length')).toBe(2);
    expect(page.body).toMatchObject({ topic_list: { can_create_topic: false } });
    const first = await api('GET', `/c/cop-a/${category}`, undefined, 'creator');
    expect(first.body).toMatchObject({
      topic_list: { can_create_topic: true, more_topics_url: expect.stringContaining('page=1') as unknown },
    });
  });
});
