import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { secretsIn } from './sandbox-secrets.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-secrets-'));
  file = join(folder, 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps a sandbox’s secrets from one start to the next, each its own, readable by nobody else', async () => {
  const first = await secretsIn(file, randomBytes);
  expect(await secretsIn(file, randomBytes)).toEqual(first);
  expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

it('adds those that a sandbox of an earlier version does not have, and leaves its own alone', async () => {
  const { discourseKey, discourseConnect, jitsi, ...earlier } = await secretsIn(file, randomBytes);
  await writeFile(file, JSON.stringify(earlier));
  const now = await secretsIn(file, randomBytes);
  expect(now).toMatchObject(earlier);
  expect([discourseKey, discourseConnect, jitsi]).not.toContain(now.discourseKey);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(now);
});

it('says what to do about a file that it cannot understand, without quoting it', async () => {
  await writeFile(file, '{ "jitsi": "short" }');
  await expect(secretsIn(file, randomBytes)).rejects.toMatchObject({ code: 'unreadable' });
  await expect(secretsIn(file, randomBytes)).rejects.not.toThrow('short');
});
