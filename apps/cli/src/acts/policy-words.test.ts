import { communityId, defaultSettings, roleId, type Community } from '@passerelle/model';
import { describe, expect, it } from 'vitest';
import { levelNamed, stationOf, toolNamed } from './policy-words.ts';

const community: Community = {
  id: communityId('icane'),
  name: 'ICANE',
  purpose: '',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Brussels',
  parent: null,
  ownRoles: [{ role: roleId('documents'), name: 'Responsable documentaire' }],
  access: {},
  tools: {},
  settings: defaultSettings,
};

describe('the access policy in its readers’ words', () => {
  it.each([
    ['participants', 'participation:peripheral'],
    ['observateur', 'participation:peripheral'],
    ['noyau', 'participation:core'],
    ['participation:active', 'participation:active'],
    ['Secrétaire', 'role:secretaire'],
    ['role:technicien', 'role:technicien'],
    ['responsable documentaire', 'role:documents'],
  ])('the station %s', (typed, station) => {
    expect(stationOf(community, typed)).toBe(station);
  });

  it.each([
    ['fichiers', 'files'],
    ["carnet d'adresses", 'contacts'],
    ['Visioconférence', 'video'],
    ['mailing list', 'list'],
    ['forms', 'forms'],
  ])('the tool %s', (typed, tool) => {
    expect(toolNamed(typed)).toBe(tool);
  });

  it('the level, of that tool only', () => {
    expect(levelNamed('files', 'écrire')).toBe('write');
    expect(levelNamed('forum', 'ouvrir des sujets')).toBe('create');
    expect(levelNamed('list', 'none')).toBe('none');
    expect(() => levelNamed('files', 'modérer')).toThrow('cli.unknown-level');
    expect(() => stationOf(community, 'pilote')).toThrow('cli.unknown-role');
    expect(() => toolNamed('wiki')).toThrow('cli.unknown-tool');
  });
});
