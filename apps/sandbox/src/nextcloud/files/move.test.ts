import { expect, test } from 'vitest';
import { session } from '../test-session.ts';

test('a file is moved by whoever may, with its id, and never over another unless asked', async () => {
  const { dav, folders, group, person, server } = await session();
  await group('writers');
  await group('readers');
  await person('writer', ['writers']);
  await person('reader', ['readers']);
  await folders('POST', '', { mountpoint: 'Team' });
  for (const gid of ['writers', 'readers']) await folders('POST', '/1/groups', { group: gid });
  await folders('POST', '/1/groups/readers', { permissions: 1 });
  await dav('PUT', 'writer', '/Team/a.md', 'a', { 'if-none-match': '*' });
  expect((await dav('PUT', 'writer', '/Team/a.md', 'other', { 'if-none-match': '*' })).http).toBe(412);
  const id = server.state.files.get('folder:1')?.get('a.md')?.id;
  const to = (login: string, path: string) => ({ destination: `${server.url}/remote.php/dav/files/${login}${path}` });
  expect((await dav('MOVE', 'reader', '/Team/a.md', undefined, to('reader', '/Team/b.md'))).http).toBe(403);
  expect((await dav('MOVE', 'writer', '/Team/a.md', undefined, to('writer', '/Team/b.md'))).http).toBe(201);
  expect(server.state.files.get('folder:1')?.get('b.md')?.id).toBe(id);
  await dav('PUT', 'writer', '/Team/c.md', 'c');
  const careful = { ...to('writer', '/Team/c.md'), overwrite: 'F' };
  expect((await dav('MOVE', 'writer', '/Team/b.md', undefined, careful)).http).toBe(412);
  expect((await dav('MOVE', 'writer', '/Team', undefined, to('writer', '/Elsewhere'))).http).toBe(403);
  expect((await dav('GET', 'writer', '/Team/c.md')).text).toBe('c');
});
