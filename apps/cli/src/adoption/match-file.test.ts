import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proposal } from '@passerelle/engine';
import { communityId, groupKey, spaceKey, targetId } from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMatches, writeMatches } from './match-file.ts';

const icane = communityId('icane');
const cloud = targetId('cloud');
const base = { community: icane, reason: 'same-name', doubts: [], members: null } as const;
const proposals: readonly Proposal[] = [
  {
    ...base,
    adoption: {
      kind: 'group',
      target: cloud,
      native: 'icane',
      label: 'ICANE: « tous »',
      key: groupKey(icane, 'participation:active'),
    },
    confidence: 'sure',
  },
  {
    ...base,
    adoption: { kind: 'space', target: cloud, native: '12', label: '2019', key: spaceKey(icane, 'files') },
    confidence: 'doubtful',
  },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerelle-matches-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const given = async (text: string): Promise<string> => {
  const file = join(folder, 'matches.yaml');
  await writeFile(file, text);
  return file;
};
const written = (): string =>
  writeMatches(proposals, ({ confidence }) => [`${confidence}:`, '# a reason'], 'Read this.\nThen that.');

describe('the file of matches', () => {
  it('brings back what it says yes to, under any name, and nothing else', async () => {
    expect(readMatches(await given(written()))).toEqual([proposals[0]?.adoption]);
    const all = written().replaceAll('adopt: false', 'adopt: true');
    expect(readMatches(await given(all))).toEqual(proposals.map(({ adoption }) => adoption));
  });

  it('can be mended: another level, another community', async () => {
    const mended = written().replace('icane/participation:active', 'icso/role:technicien');
    expect(readMatches(await given(mended))).toMatchObject([{ key: 'icso/role:technicien' }]);
  });

  it.each([
    ['is: icane/participation:active', 'is: icane/participation:everybody', /matches\.0\.is/],
    ['is: icane/participation:active', 'is: icane/files/main', /matches\.0\.is/],
    ['kind: group', 'kind: folder', /matches\.0\.kind/],
    ['version: 1', 'version: 2', /version/],
  ])('says where it is wrong: %s → %s', async (from, to, said) => {
    const file = await given(written().replace(from, to));
    expect(() => readMatches(file)).toThrow(said);
  });
});
