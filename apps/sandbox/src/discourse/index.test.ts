import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDiscourse } from './index.ts';
import { KEY, numberAt, session } from './test-session.ts';

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'passerelle-discourse-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
};

it('a second start continues where the first one was, and its file holds no key', async () => {
  const stateFile = join(await folder(), 'sub', 'discourse.json');
  const first = await session({ stateFile });
  const group = await first.group('cop-a');
  await first.person('alice', 'cop-a');
  const category = await first.category('CoP A', { 'cop-a': 1 });
  const post = { title: 'A topic to be kept', raw: 'It holds enough words for a post.', category };
  expect((await first.api('POST', '/posts', post, 'alice')).status).toBe(200);
  await first.server.stop();

  expect(await readFile(stateFile, 'utf8')).not.toContain(KEY);
  expect(await readdir(join(stateFile, '..'))).toEqual(['discourse.json']);

  const second = await session({ stateFile });
  expect(second.server.snapshot()).toEqual({ ...first.server.snapshot(), apiKeys: expect.anything() as unknown });
  expect((await second.api('GET', '/groups/cop-a/members')).body).toMatchObject({ members: [{ username: 'alice' }] });
  expect(await second.group('cop-b')).toBe(group + 1);
});

it('does not start on a state file that it cannot read, instead of forgetting everything', async () => {
  const admin = { username: 'chief', email: 'chief@example.org' };
  await expect(startDiscourse({ admin, stateFile: await folder() })).rejects.toThrow('cannot be read');
});

it('a middleware sees the effect before the client sees the answer', async () => {
  const { api, server } = await session({
    middleware: async (exchange, next) => {
      await next();
      if (exchange.req.method === 'POST') exchange.destroySocket();
    },
  });
  await expect(api('POST', '/admin/groups', { group: { name: 'cop-a' } })).rejects.toThrow();
  expect([...server.state.groups.values()].map(({ name }) => name)).toContain('cop-a');
});

it('takes a plausible time, when asked to', async () => {
  const waits: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const { api, group } = await session({ latency: 'recorded', sleep });
  const id = await group('cop-a');
  await api('PUT', `/groups/${id}/members`, { usernames: 'chief' });
  await api('GET', '/groups/cop-a');
  expect(waits).toEqual([100, 400, 60]);
});

it('counts the writes that took effect by kind, and keeps no secret in its log', async () => {
  const { server, person, api, call } = await session();
  const id = await person('alice');
  expect(numberAt((await api('PUT', `/admin/users/${id}/deactivate`)).body, 'none')).toBeNaN();
  await api('PUT', '/admin/users/99/deactivate');
  await api('POST', '/users', { name: 'x', username: 'x', email: 'x', password: 'long-enough-1' });
  await call('GET', '/session/sso_login?sso=secret-text&sig=secret-sig');
  expect(Object.fromEntries(server.log.writes)).toEqual({
    'POST /admin/users/sync_sso': 1,
    'PUT /admin/users/:id/deactivate': 1,
  });
  expect(JSON.stringify(server.log.entries)).not.toMatch(/secret-|%2B/);
});
