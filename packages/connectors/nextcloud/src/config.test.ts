import { expect, test } from 'vitest';
import { configSchema } from './config.ts';
import { nextcloud } from './index.ts';
import { folderRefOf, nativeOf } from './tools/folders/folder-native.ts';
import { detailOf, folderLevels } from './tools/folders/levels.ts';
import { bytesOf, quotaFor } from './tools/folders/quota.ts';
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
  const [files, pads] = [folderLevels('files'), folderLevels('pads')];
  for (const level of ['none', 'read', 'write', 'manage'] as const)
    expect(files.levelOf(files.permissionsOf(level) ?? -1)).toBe(level);
  for (const level of ['none', 'read', 'edit'] as const)
    expect(pads.levelOf(pads.permissionsOf(level) ?? -1)).toBe(level);
  expect(pads.permissionsOf('manage')).toBeNull();
  expect(files.levelOf(7)).toBe('other');
  expect(detailOf(7)).toBe('7 (read, update, create)');
});

test('ids of spaces lead back to what they name, and to no other tool', () => {
  for (const ref of [{ kind: 'team-folder', id: 12 } as const, { kind: 'shared-folder', fileId: 12 } as const]) {
    for (const [tool, other] of [
      ['files', 'pads'],
      ['pads', 'files'],
    ] as const) {
      expect(folderRefOf(tool, nativeOf(tool, ref))).toEqual(ref);
      expect(folderRefOf(other, nativeOf(tool, ref))).toBeNull();
    }
  }
  expect(folderRefOf('files', '/etc/passwd')).toBeNull();
});

test('a size is told in bytes, as Nextcloud counts them; what is none is refused before anything is sent', () => {
  expect([bytesOf('10 GB'), bytesOf('1,5 Go'), bytesOf('none')]).toEqual([10 * 1024 ** 3, 1.5 * 1024 ** 3, -3]);
  for (const text of ['5', 'five GB', '0 GB', '-3 GB']) expect(bytesOf(text)).toBeNull();
  expect(configSchema.safeParse({ ...least, folderQuota: { default: 'lots' } }).success).toBe(false);
  const config = { ...sampleConfig, folderQuota: { default: '10 GB', communities: { icane: '50 GB' } } };
  expect(quotaFor(config, 'icane')).toBe(50 * 1024 ** 3);
  expect(quotaFor(config, 'icso')).toBe(10 * 1024 ** 3);
  expect(quotaFor(sampleConfig, 'icso')).toBe(-3);
});
