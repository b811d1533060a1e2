import { communityId, defaultSettings, roleId, type Community } from '@passerelle/model';
import { describe, expect, it } from 'vitest';
import { foldWords, isOld } from './fold-words.ts';
import { matchName } from './match-name.ts';
import { stationInWords } from './station-in-words.ts';

const community = (id: string, name: string): Community => ({
  id: communityId(id),
  name,
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
});
const palliative = community('soins-pal', 'Communauté des soins palliatifs');
const library = community('biblio', 'Bibliothèques œuvrant en réseau');

describe('a name on a platform', () => {
  it.each([
    ['soins-pal', palliative, 'same-name', []],
    ['Communauté des Soins Palliatifs', palliative, 'same-name', []],
    ['Palliatif (soins)', palliative, 'same-words', []],
    ['CoP soins_palliatifs – noyau', palliative, 'same-words', ['noyau']],
    ['soinsPalliatifs2019', palliative, 'same-words', ['2019']],
    ['Soins pallia', palliative, 'abbreviation', []],
    ['Soins palliatfis', palliative, 'close-spelling', []],
    ['BOR', library, 'abbreviation', []],
    ['bibliotheque oeuvrant reseau', library, 'same-words', []],
    ['Bibliothèques', library, null, []],
    ['Soins infirmiers', palliative, null, []],
    ['Comptabilité', palliative, null, []],
  ] as const)('%s', (label, { id, name }, reason, rest) => {
    const match = matchName(label, { id, name });
    expect(match?.reason ?? null).toBe(reason);
    expect(match?.rest ?? []).toEqual(rest);
  });
});

it('is compared without accents, plurals, case and joints', () => {
  expect(foldWords('Réseaux d’ŒUVRES – accèsLibre')).toEqual(['reseau', 'd', 'oeuvre', 'acces', 'libre']);
  expect(['archive', '2019', 'copie', 'noyau'].map(isOld)).toEqual([true, true, true, false]);
});

describe('the words beside it', () => {
  it.each([
    [['pilotage'], 'participation:core', []],
    [['observateur', 'externe'], 'participation:peripheral', ['externe']],
    [['moderation'], 'role:moderateur', []],
    [['responsable', 'documentaire'], 'role:documents', []],
    [['photo'], null, ['photo']],
    [[], null, []],
  ] as const)('%j', (words, station, rest) => {
    expect(stationInWords(palliative, words)).toEqual({ station, rest, isAmbiguous: false });
  });

  it('may name two levels', () => {
    expect(stationInWords(palliative, ['noyau', 'membre'])).toMatchObject({
      station: 'participation:core',
      isAmbiguous: true,
    });
  });
});
