import { describe, expect, it } from 'vitest';
import { cellMoveInWords, countMoves, movesInWords, type LevelMove } from './access-change.ts';
import { labelOfMay } from './labels.ts';
import { toolLevels, type Level, type Tool } from './tool.ts';
import { roleId } from './ids.ts';

const none = { ownRoles: [] };
const cell = { station: 'participation:peripheral', tool: 'files', before: 'read', after: 'write', others: 0 } as const;

describe('a cell of the access policy that changes', () => {
  it('is told in words, with the number of people and its plural', () => {
    expect(cellMoveInWords({ ...cell, people: 34 }, none, 'fr')).toEqual([
      'Les participants pourront désormais écrire dans les fichiers : 34 personnes',
    ]);
    expect(cellMoveInWords({ ...cell, people: 1 }, none, 'fr')[0]).toMatch(/ : 1 personne$/);
    // French counts none as one, English does not.
    expect(cellMoveInWords({ ...cell, people: 0 }, none, 'fr')[0]).toMatch(/ : 0 personne$/);
    expect(cellMoveInWords({ ...cell, people: 0 }, none, 'en')[0]).toMatch(/: 0 people$/);
    expect(cellMoveInWords({ ...cell, people: 1 }, none, 'en')).toEqual([
      'Participants will be able to write to the files: 1 person',
    ]);
  });

  it('says what is left where it gives less, and what is no longer possible where it gives nothing', () => {
    const lower = { ...cell, station: 'participation:core', tool: 'forum', before: 'create', people: 2 } as const;
    expect(cellMoveInWords({ ...lower, after: 'read' }, none, 'fr')[0]).toBe(
      'Les membres du noyau pourront seulement lire le forum : 2 personnes',
    );
    expect(cellMoveInWords({ ...lower, after: 'none' }, none, 'en')[0]).toBe(
      'Core members will no longer be able to use the forum: 2 people',
    );
  });

  it('names a community’s own role, and those for whom nothing changes', () => {
    const own = { ownRoles: [{ role: roleId('documents'), name: 'responsable documentaire' }] };
    const move = { ...cell, station: `role:${roleId('documents')}`, people: 1, others: 2 } as const;
    expect(cellMoveInWords(move, own, 'fr')).toEqual([
      'Les personnes dans le rôle « responsable documentaire » pourront désormais écrire dans les fichiers : 1 personne',
      '2 autres personnes ne voient aucun changement : elles ont autant ou davantage par un autre rôle',
    ]);
  });
});

describe('what a whole community gains and loses', () => {
  const move = (tool: Tool, before: Level, after: Level): LevelMove => ({ tool, before, after });

  it('is one line for each tool and level, whatever the number of people or what they had', () => {
    const people = Array.from({ length: 34 }, () => move('files', 'write', 'read'));
    const told = countMoves([move('video', 'join', 'none'), ...people, move('files', 'manage', 'read')]);
    expect(movesInWords(told, 'fr')).toEqual([
      '35 personnes pourront seulement lire les fichiers',
      '1 personne ne pourra plus entrer en visioconférence',
    ]);
    expect(movesInWords(countMoves(people.map(({ tool, after, before }) => move(tool, after, before))), 'en')).toEqual([
      '34 people will be able to write to the files',
    ]);
  });
});

it.each(Object.entries(toolLevels).flatMap(([tool, levels]) => levels.map((level) => [tool, level])))(
  'what %s.%s lets people do has words in both languages',
  (tool, level) => {
    for (const language of ['fr', 'en'] as const)
      expect(labelOfMay(tool as Tool, level as Level, language)).not.toBe(level);
  },
);
