import { expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { nextcloud } from './index.ts';
import { detailOf, levelOf, permissionsOf } from './tools/files/levels.ts';
import { nativeOf, spaceRefOf } from './tools/files/space-native.ts';
import { sampleConfig } from './testing/fake-nextcloud.ts';

const least = { url: 'https://cloud.example.org/', credentials: { user: 'passerelle', password: 'x' } };

test('the shortest configuration is enough, and says what it becomes', () => {
  expect(configSchema.parse(least)).toEqual({
    ...least,
    url: 'https://cloud.example.org',
    accounts: { mode: 'create' },
    language: 'initial',
    teamFolders: 'auto',
    protectedAccounts: [],
    rateLimitLifted: false,
  });
});

test.each([
  [{ ...least, url: 'cloud.example.org' }],
  [{ ...least, url: 'ftp://cloud.example.org' }],
  [{ ...least, accounts: { mode: 'provision' } }],
  [{ ...least, accounts: { mode: 'create', directoryMode: 'provision' } }],
  [{ ...least, teamFolder: 'off' }],
])('a mistake is told before anything is sent: %o', (config) => {
  expect(configSchema.safeParse(config).success).toBe(false);
});

test('lifted rations are no rations, and the credential is the account with its secret', () => {
  expect(nextcloud.use(sampleConfig).rations).toHaveLength(2);
  expect(nextcloud.use({ ...sampleConfig, rateLimitLifted: true }).rations).toEqual([]);
  const other = { ...sampleConfig, credentials: { user: 'passerelle', password: 'other' } };
  expect(nextcloud.use(other).credential).not.toBe(nextcloud.use(sampleConfig).credential);
  const directory = { ...sampleConfig, accounts: { mode: 'create', directoryMode: 'await' } as const };
  expect(nextcloud.use(directory).accountMode).toEqual({ local: 'create', directory: 'await' });
});

test('levels and permissions lead to one another; anything else is shown as it is', () => {
  for (const level of ['none', 'read', 'write', 'manage'] as const) expect(levelOf(permissionsOf(level))).toBe(level);
  expect(levelOf(7)).toBe('other');
  expect(detailOf(7)).toBe('7 (read, update, create)');
});

test('ids of spaces lead back to what they name', () => {
  for (const ref of [{ kind: 'team-folder', id: 12 } as const, { kind: 'shared-folder', fileId: 12 } as const]) {
    expect(spaceRefOf(nativeOf(ref))).toEqual(ref);
  }
  expect(spaceRefOf('/etc/passwd')).toBeNull();
});
