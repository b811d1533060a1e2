import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startNextcloud } from './index.ts';
import { ADMIN, SERVICE, handClock, session } from './test-session.ts';

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'passerelle-nextcloud-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
};

it('a second start continues where the first one was, and its file holds no password', async () => {
  const stateFile = join(await folder(), 'sub', 'nextcloud.json');
  const first = await session({ stateFile });
  await first.group('g');
  await first.person('alice', ['g']);
  await first.folders('POST', '', { mountpoint: 'Team' });
  await first.folders('POST', '/1/groups', { group: 'g' });
  await first.dav('PUT', 'alice', '/Team/é.txt', 'hello');
  await first.dav('MKCOL', ADMIN.login, '/X');
  await first.ocs('POST', '/apps/files_sharing/api/v1/shares', { path: '/X', shareType: 0, shareWith: 'alice' });
  await first.server.stop();

  const kept = await readFile(stateFile, 'utf8');
  for (const secret of [ADMIN.password, SERVICE.appPassword, 'password-of-alice']) expect(kept).not.toContain(secret);
  expect(await readdir(join(stateFile, '..'))).toEqual(['nextcloud.json']);

  const second = await session({ stateFile });
  expect(second.server.snapshot()).toEqual(first.server.snapshot());
  expect((await second.dav('GET', 'alice', '/Team/%C3%A9.txt')).text).toBe('hello');
  expect((await second.folders('POST', '', { mountpoint: 'Other' })).data).toMatchObject({ id: 2 });
});

it('does not start on a state file that it cannot read, instead of forgetting everything', async () => {
  const stateFile = await folder();
  await expect(startNextcloud({ admin: ADMIN, stateFile })).rejects.toThrow('cannot be read');
});

it('a middleware sees the effect before the client sees the answer', async () => {
  const seen: number[] = [];
  const { ocs, server } = await session({
    middleware: async (exchange, next) => {
      await next();
      if (exchange.req.method === 'POST') {
        seen.push(exchange.response?.status ?? 0);
        exchange.destroySocket();
      }
    },
  });
  await expect(ocs('POST', '/cloud/groups', { groupid: 'g' })).rejects.toThrow();
  expect([seen, server.state.groups.has('g')]).toEqual([[200], true]);
});

it('answers as slowly as was recorded, when asked to', async () => {
  const clock = handClock();
  const waits: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const { group, person, ocs } = await session({ latency: 'recorded', now: clock.now, sleep });
  await group('g');
  await person('alice');
  await person('bob');
  await ocs('POST', '/cloud/users/alice/groups', { groupid: 'g' });
  // Two creates at the same instant: the second one waits for the processor that the first one's hashing takes.
  expect(waits).toEqual([50, 576, 455 + 576, 110]);
});
