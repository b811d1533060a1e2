import { describe, expect, it } from 'vitest';
import { roleId } from './ids.ts';
import { groupLabel, labelOfLevel, labelOfRole, labelOfTool, spaceLabel } from './labels.ts';
import { community } from './testing/examples.ts';

const ownRoles = [{ role: roleId('responsable-documentaire'), name: 'Responsable documentaire' }];

describe('labels', () => {
  it('are in the reader’s language', () => {
    expect(labelOfTool('files', 'fr')).toBe('gestionnaire de fichiers');
    expect(labelOfLevel('forum', 'create', 'fr')).toBe('ouvrir des sujets');
    expect(labelOfTool('files', 'en')).toBe('file manager');
    expect(labelOfTool('files', 'nl')).toBe('file manager');
  });
  it('name an own role as its community does', () => {
    expect(labelOfRole(community({ ownRoles }), 'responsable-documentaire', 'en')).toBe('Responsable documentaire');
    expect(labelOfRole(null, 'responsable-documentaire', 'en')).toBe('responsable-documentaire');
  });
  it('name groups after community and station, spaces after the community', () => {
    expect(groupLabel(community(), 'participation:core', 'fr')).toBe('ICANE – noyau');
    expect(groupLabel(community({ ownRoles }), `role:${roleId('responsable-documentaire')}`, 'fr')).toBe(
      'ICANE – Responsable documentaire',
    );
    expect(groupLabel(community({ name: 'Santé {station}' }), 'participation:core', 'fr')).toBe(
      'Santé {station} – noyau',
    );
    expect(spaceLabel(community(), 'calendar')).toBe('ICANE');
  });
});
