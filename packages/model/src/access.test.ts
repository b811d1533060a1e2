import { describe, expect, it } from 'vitest';
import { levelOf, levelsOf } from './access.ts';
import { community } from './testing/examples.ts';
import { roleId } from './ids.ts';
import type { PolicyTable } from './policy.ts';
import { roleStation, type Station } from './role.ts';
import { tools } from './tool.ts';
import { stationsOf } from './stations.ts';
import { defaultPolicy } from './default-policy.ts';

const documentalist = roleStation(roleId('responsable-documentaire'));
const ownRoles = [{ role: roleId('responsable-documentaire'), name: 'Responsable documentaire' }];

const manages: PolicyTable[Station] = { files: 'manage' };
const ownAccess: PolicyTable = { [documentalist]: manages };

describe('levelOf', () => {
  it('gives what the default table says, for every station and tool', () => {
    for (const station of stationsOf(community())) {
      for (const tool of tools) {
        const answer = levelOf({ instance: {}, community: community() }, station, tool);
        expect(answer).toEqual({ level: defaultPolicy[station]?.[tool], from: 'default', beforeArchive: null });
        expect(answer.level).not.toBe('none');
      }
    }
  });

  it('lets an override replace one cell and leave the rest of the row', () => {
    const policy = {
      instance: { 'participation:peripheral': { files: 'write', forum: 'read' } },
      community: community({ access: { 'participation:peripheral': { files: 'none' } } }),
    } as const;
    expect(levelOf(policy, 'participation:peripheral', 'files')).toMatchObject({ level: 'none', from: 'community' });
    expect(levelOf(policy, 'participation:peripheral', 'forum')).toMatchObject({ level: 'read', from: 'instance' });
    expect(levelOf(policy, 'participation:peripheral', 'polls')).toMatchObject({ level: 'vote', from: 'default' });
  });

  it('gives an own role only what its community says about it', () => {
    const policy = {
      instance: { [documentalist]: { forum: 'moderate' } },
      community: community({ ownRoles, access: ownAccess }),
    } as const;
    expect(levelOf(policy, documentalist, 'files').level).toBe('manage');
    expect(levelOf(policy, documentalist, 'forum').level).toBe('none');
  });

  it('gives nothing for a role that the community does not know', () => {
    const policy = { instance: {}, community: community({ access: ownAccess }) };
    expect(levelOf(policy, documentalist, 'files').level).toBe('none');
  });

  it('leaves an archived community readable and nothing more, and says what it takes away', () => {
    const policy = { instance: {}, community: community({ stage: 'archived' }) };
    const technicien = roleStation(roleId('technicien'));
    expect(Object.fromEntries(tools.map((tool) => [tool, levelOf(policy, technicien, tool).level]))).toEqual({
      files: 'read',
      pads: 'read',
      calendar: 'read',
      contacts: 'read',
      forum: 'read',
      video: 'none',
      list: 'receive',
      polls: 'none',
      forms: 'none',
    });
    expect(levelOf(policy, technicien, 'files').beforeArchive).toBe('manage');
    expect(levelOf(policy, 'participation:peripheral', 'files').beforeArchive).toBeNull();
  });

  it('does not give more in an archived community than the policy gave before', () => {
    const policy = {
      instance: {},
      community: community({ stage: 'archived', access: { 'participation:peripheral': { files: 'none' } } }),
    } as const;
    expect(levelOf(policy, 'participation:peripheral', 'files').level).toBe('none');
  });
});

describe('levelsOf', () => {
  it('is the highest level of all stations, tool by tool', () => {
    const policy = { instance: {}, community: community() };
    const stations = ['participation:core', roleStation(roleId('moderateur'))] as const;
    expect(levelsOf(policy, stations, 'calendar')).toBe('write');
    expect(levelsOf(policy, stations, 'forum')).toBe('moderate');
  });
  it('is none for somebody who stands nowhere', () => {
    expect(levelsOf({ instance: {}, community: community() }, [], 'files')).toBe('none');
  });
});
