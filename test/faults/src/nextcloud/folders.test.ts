import { communityId, groupKey, spaceKey, type Level, type SpaceKey, type Tool } from '@passerelle/model';
import { expect, test } from 'vitest';
import { administrator, openCloud } from './open-cloud.ts';

const icane = communityId('icane');
const documents = communityId('icane-documents');
const peripheral = groupKey(icane, 'participation:peripheral');
const core = groupKey(icane, 'participation:core');
const [files, pads] = [spaceKey(icane, 'files'), spaceKey(icane, 'pads')];
const shared = ['files_sharing', 'password_policy'] as const;

const create = (space: SpaceKey, name: string, levels: readonly [Level, Level], parent?: SpaceKey) =>
  ({
    kind: 'space',
    verb: 'create',
    space,
    name,
    label: name,
    language: 'fr',
    grants: [
      { group: peripheral, level: levels[0] },
      { group: core, level: levels[1] },
    ],
    ...(parent === undefined ? {} : { parent }),
  }) as const;

const withPeople = async (cloud: Awaited<ReturnType<typeof openCloud>>) => {
  await cloud.group(peripheral, 'icane-participants');
  await cloud.group(core, 'icane-noyau');
  const reader = await cloud.person('reader', ['icane-participants']);
  const writer = await cloud.person('writer', ['icane-noyau']);
  return { reader, writer };
};

test.each([
  ['team folders', undefined],
  ['shared folders', shared],
])('%s: somebody who only reads the files writes in the documents that are written together', async (_name, apps) => {
  const cloud = await openCloud({}, apps);
  const { reader, writer } = await withPeople(cloud);
  await cloud.apply(create(files, 'ICANE', ['read', 'write']));
  await cloud.apply(create(pads, 'ICANE - édition collaborative', ['edit', 'edit']));
  expect((await cloud.file(reader, 'GET', 'ICANE/Readme.md')).text).toContain('# ICANE');
  expect((await cloud.file(reader, 'PUT', 'ICANE/Ressources/x.md', 'x')).status).toBe(403);
  expect((await cloud.file(reader, 'DELETE', 'ICANE/Readme.md')).status).toBe(403);
  expect((await cloud.file(writer, 'PUT', 'ICANE/Ressources/x.md', 'x')).status).toBe(201);
  const minutes = 'ICANE - édition collaborative/Modèles/Compte rendu.md';
  expect((await cloud.file(reader, 'GET', minutes)).text).toContain('## Décisions');
  expect((await cloud.file(reader, 'PUT', minutes, 'mine')).status).toBe(204);
  const { levels, seen } = await cloud.read();
  expect(levels(files)).toEqual({ 'icane-participants': 'read', 'icane-noyau': 'write' });
  expect(levels(pads)).toEqual({ 'icane-participants': 'edit', 'icane-noyau': 'edit' });
  // Each folder is one tool's: none of them is told as somebody else's of another.
  expect(seen.filter(({ tool }) => tool === 'files' || tool === 'pads')).toHaveLength(2);
});

test('what a folder begins with is written once: a creation that is repeated finishes it and overwrites nothing', async () => {
  const cloud = await openCloud({ folderQuota: { default: '1 GB', communities: { icane: '2 GB' } } });
  const { writer } = await withPeople(cloud);
  const change = create(files, 'ICANE', ['read', 'write']);
  const put = cloud.server.state.folders;
  await cloud.apply(change);
  const folder = put.get(1);
  expect(folder?.quota).toBe(2 * 1024 ** 3);
  // The service account came in to write and went out again.
  expect([...(folder?.groups.keys() ?? [])].sort()).toEqual(['icane-noyau', 'icane-participants']);
  expect((await cloud.as(administrator, 'GET', '/remote.php/dav/files/administrator/ICANE/Readme.md')).status).toBe(
    404,
  );
  await cloud.file(writer, 'PUT', 'ICANE/Readme.md', 'ours now');
  await cloud.file(writer, 'DELETE', 'ICANE/Ressources');
  expect((await cloud.apply(change, true)).result).toBe('already');
  expect((await cloud.file(writer, 'GET', 'ICANE/Ressources/Readme.md')).status).toBe(404);
  // An attempt that died before its grants: what is missing is written, what is there stays.
  folder?.groups.clear();
  expect((await cloud.apply(change, true)).result).toBe('applied');
  expect((await cloud.file(writer, 'GET', 'ICANE/Readme.md')).text).toBe('ours now');
  expect((await cloud.file(writer, 'GET', 'ICANE/Ressources/Readme.md')).status).toBe(200);
  expect(put.size).toBe(1);
});

test.each([
  ['team folders', undefined, 'ICANE/Documents', 'ICANE 2/Documents'],
  ['shared folders', shared, 'ICANE – Documents', 'ICANE 2 – Documents'],
])(
  '%s: a working group has its own place beside its parent, and follows it without losing a file',
  async (_name, apps, before, after) => {
    const cloud = await openCloud({ startingDocuments: false }, apps);
    const { reader, writer } = await withPeople(cloud);
    const inside = spaceKey(documents, 'files');
    await cloud.apply(create(files, 'ICANE', ['read', 'write']));
    await cloud.apply({
      ...create(inside, 'Documents', ['none', 'write'], files),
      grants: [{ group: core, level: 'write' }],
    });
    const path = (at: string): string => `${at}/plan.md`;
    // A member sees a share under the name that it had when it came.
    expect((await cloud.file(writer, 'PUT', path(before), 'plan')).status).toBe(201);
    expect((await cloud.file(reader, 'GET', path(before))).status).toBe(404);
    expect((await cloud.read()).labelOf(inside)).toBe('Documents');
    await cloud.apply({ kind: 'space', verb: 'update', space: files, label: 'ICANE 2' });
    const seen = await cloud.read();
    expect([seen.labelOf(files), seen.labelOf(inside)]).toEqual(['ICANE 2', 'Documents']);
    expect((await cloud.file(writer, 'GET', path(apps === undefined ? after : before))).text).toBe('plan');
    const tool: Tool = 'files';
    expect(seen.seen.filter((space) => space.tool === tool)).toHaveLength(2);
  },
);

test('a folder that lost its parent shows its whole name, so that the next plan puts it back in its place', async () => {
  const cloud = await openCloud({ startingDocuments: false });
  await withPeople(cloud);
  const inside = spaceKey(documents, 'files');
  await cloud.apply(create(files, 'ICANE', ['read', 'write']));
  await cloud.apply(create(inside, 'Documents', ['read', 'write'], files));
  const parent = cloud.server.state.folders.get(1);
  if (parent !== undefined) parent.mountPoint = 'ICANE 2';
  expect((await cloud.read()).labelOf(inside)).toBe('ICANE/Documents');
  await cloud.apply({ kind: 'space', verb: 'update', space: inside, label: 'Documents', parent: files });
  expect(cloud.server.state.folders.get(2)?.mountPoint).toBe('ICANE 2/Documents');
  expect((await cloud.read()).labelOf(inside)).toBe('Documents');
});
